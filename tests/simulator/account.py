# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who exists in the simulator: one user with every kind of credential, and the projects of its domain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Project:
    """A project (tenant) of the domain; its name starts with its region."""

    id: str
    name: str


REGION = "eu-de"
OTHER_REGION = "eu-nl"

DOMAIN_ID = "d0a5c1e4b8f24c6f9b7e3a1d5c2f8e60"
DOMAIN_NAME = "OTC-EU-DE-00000000001000055555"

USER_ID = "7f3b9d2c6e1a4508b4d7f0a2c5e8b169"
USERNAME = "simulator"
PASSWORD = "open-Sesame-4711"  # only the default: the settings can change it

PROJECT = Project("0549b4a43100d4f32f51c01c2fe4acdb", "eu-de_simulator")
PROJECTS = (
    PROJECT,
    Project("1c8e5f7a2b9d4036a5e1f8c7d4b2a690", "eu-de"),
    Project("2d9f608b3cae5147b6f2a9d8e5c3b7a1", "eu-nl"),
)

APPLICATION_CREDENTIAL_ID = "3ea0719c4dbf6258c703bae9f6d4c8b2"
APPLICATION_CREDENTIAL_NAME = "simulator-credential"
APPLICATION_CREDENTIAL_SECRET = "k7Vq2mXw9Rz4Tn6Yb8Lc3Jd5"


@dataclass(frozen=True)
class AccessKey:
    """An access key; a temporary one goes with a security token."""

    access: str
    secret: str
    security_token: str | None = None


ACCESS_KEY = AccessKey("SIMQX7D2M9KPL4RTV8WA", "pW3zN8cJ5vR1yH6tB9kF2gD7sL4mX0qE")
TEMPORARY_KEY = AccessKey(
    "SIMTEMP5G1B8YH3NZC6U",
    "uT6rE1wQ9oP4iL8kJ2hG7fD3sA5zX0cV",
    "simulated-security-token-bN4mK8jH2gF6dS0aP9oI5uY1tR7eW3qL",
)


def project_by(project_id: str | None = None, name: str | None = None) -> Project | None:
    """The project with that ID or that name, or None."""
    return next((project for project in PROJECTS if project_id == project.id or name == project.name), None)
