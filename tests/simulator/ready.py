# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client needs to know, as the ready file holds it."""

from __future__ import annotations

import os
from typing import Any

from . import account
from .jobs import ENGINES
from .world import World


def ready_facts(world: World) -> dict[str, Any]:
    """URLs and account; `variables` and `options` sign in with the password."""
    iam = f"{world.places.url('iam')}/v3"
    password = world.settings.password
    return {
        "pid": os.getpid(),
        "iam": iam,
        **{engine: world.places.url(engine) for engine in ENGINES},
        "control": f"{world.places.url('iam')}/simulator",
        "region": account.REGION,
        "project_id": account.PROJECT.id,
        "project_name": account.PROJECT.name,
        "domain_id": account.DOMAIN_ID,
        "domain_name": account.DOMAIN_NAME,
        "user_id": account.USER_ID,
        "username": account.USERNAME,
        "password": password,
        "application_credential_id": account.APPLICATION_CREDENTIAL_ID,
        "application_credential_name": account.APPLICATION_CREDENTIAL_NAME,
        "application_credential_secret": account.APPLICATION_CREDENTIAL_SECRET,
        "access_key": account.ACCESS_KEY.access,
        "secret_key": account.ACCESS_KEY.secret,
        "temporary_access_key": account.TEMPORARY_KEY.access,
        "temporary_secret_key": account.TEMPORARY_KEY.secret,
        "security_token": account.TEMPORARY_KEY.security_token,
        "variables": {
            "OS_AUTH_URL": iam,
            "OS_USERNAME": account.USERNAME,
            "OS_PASSWORD": password,
            "OS_USER_DOMAIN_NAME": account.DOMAIN_NAME,
            "OS_PROJECT_NAME": account.PROJECT.name,
            "OS_PROJECT_DOMAIN_NAME": account.DOMAIN_NAME,
            "OS_REGION_NAME": account.REGION,
        },
        "options": {
            "auth": {
                "auth_url": iam,
                "username": account.USERNAME,
                "password": password,
                "user_domain_name": account.DOMAIN_NAME,
                "project_name": account.PROJECT.name,
            },
            "region_name": account.REGION,
        },
    }
