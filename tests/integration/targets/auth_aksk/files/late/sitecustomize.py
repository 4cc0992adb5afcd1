# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""On PYTHONPATH, this makes the clock of all that Python runs 20 minutes late."""

import datetime

OFF = datetime.timedelta(minutes=20)
RealDatetime = datetime.datetime


class LateDatetime(RealDatetime):
    @classmethod
    def now(cls, tz=None):
        return RealDatetime.now(tz) - OFF


datetime.datetime = LateDatetime
