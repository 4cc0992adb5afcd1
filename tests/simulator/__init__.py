# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of the GaussDB and TaurusDB APIs of Open Telekom Cloud and of the IAM in front of them.

It is an independent reading of the reference pages: nothing here is imported from the collection's plugins.
"""
