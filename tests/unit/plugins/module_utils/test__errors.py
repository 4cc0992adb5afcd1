# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import traceback

import pytest
from ansible_collections.otc.gaussdb.plugins.module_utils import _errors
from ansible_collections.otc.gaussdb.plugins.module_utils._errors import (
    BadResponseError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    GaussDBError,
    InstanceFailedError,
    InstanceNotFoundError,
    JobFailedError,
    JobNotFoundError,
    RefusedError,
    ThrottledError,
    TimedOutError,
    UnauthorizedError,
    UnreachableError,
)

ERRORS = {
    "configuration": (ConfigurationError("x"), False),
    "unauthorized": (UnauthorizedError("x"), False),
    "forbidden": (ForbiddenError("x"), False),
    "unreachable": (UnreachableError("x"), True),
    "throttled": (ThrottledError("x"), True),
    "bad_response": (BadResponseError("x"), True),
    "refused": (RefusedError("x", status=400), False),
    "conflict": (ConflictError("x", status=409), True),
    "not_found": (JobNotFoundError("x"), False),
    "job_failed": (JobFailedError("x"), False),
    "instance_failed": (InstanceFailedError("x"), False),
    "timeout": (TimedOutError("x"), False),
}
# What is not there is named by one word, whatever it is.
SHARED = (InstanceNotFoundError,)


@pytest.mark.parametrize(("reason", "error", "transient"), [(reason, *rest) for reason, rest in ERRORS.items()])
def test_each_error_has_a_reason_and_says_whether_retrying_can_help(reason, error, transient):
    assert (error.reason, error.transient, str(error)) == (reason, transient, "x")
    assert (error.first_contact, error.in_doubt, error.retry_after) == (False, False, None)


def test_each_class_has_a_reason_of_its_own():
    classes = [kind for kind in vars(_errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert sorted(kind.reason for kind in classes if kind not in (GaussDBError, *SHARED)) == sorted(ERRORS)


def test_what_an_error_says_when_it_is_made():
    error = UnreachableError("x", first_contact=True, in_doubt=True, transient=False, retry_after=5)
    assert (error.first_contact, error.in_doubt, error.transient, error.retry_after) == (True, True, False, 5)
    refusal = RefusedError("x", status=404, code="APIGW.0101", transient=True)
    assert (refusal.status, refusal.code, refusal.transient) == (404, "APIGW.0101", True)
    assert UnauthorizedError("x", transient=True).transient
    assert ThrottledError("x", retry_after=7).retry_after == 7


@pytest.mark.parametrize("error", [error for error, _transient in ERRORS.values()])
@pytest.mark.parametrize("name", ["first_contact", "in_doubt", "transient", "reason", "retry_after", "status", "new"])
def test_an_error_cannot_be_changed(error, name):
    before = dict(vars(error))
    with pytest.raises(AttributeError, match=f"cannot be changed once made: {name}"):
        setattr(error, name, True)
    assert vars(error) == before


def test_an_error_travels_as_any_exception_does():
    def fail():
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise UnreachableError("outer").with_traceback(None) from inner

    with pytest.raises(UnreachableError) as caught:
        fail()
    error = caught.value
    assert isinstance(error.__cause__, KeyError)
    assert isinstance(error.__context__, KeyError)
    error.__notes__ = ["noted"]
    error.__traceback__ = None
    assert "outer" in "".join(traceback.format_exception_only(type(error), error))


def test_the_same_error_in_other_words():
    error = RefusedError("before", status=404, code="DBS.1", transient=True)
    other = error.with_message("after")
    assert (type(other), str(other), vars(other)) == (RefusedError, "after", vars(error))
    assert str(error) == "before"
