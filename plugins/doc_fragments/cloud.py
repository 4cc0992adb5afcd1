# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - The name of a cloud in C(clouds.yaml), which is looked for in the working directory, in
        C(~/.config/openstack) and in C(/etc/openstack); the variable E(XDG_CONFIG_HOME) names another folder than
        C(~/.config), and E(OS_CLIENT_CONFIG_FILE) another file. Values of a C(secure.yaml) beside it are added. Both
        names may end in C(.yml) as well.
      - If left out, the variable E(OS_CLOUD) chooses. If that is not set either, the only cloud of the file is
        taken, unless E(OS_AUTH_URL) is set.
      - With a cloud chosen, its entry counts and the other C(OS_*) variables do not. Options override it key by key.
    type: str
  auth:
    description:
      - Who signs in, and to which project. What is left out comes from the chosen cloud of C(clouds.yaml), or else
        from the C(OS_*) variables.
    type: dict
    suboptions:
      auth_url:
        description:
          - URL of IAM, E(OS_AUTH_URL).
          - If it is set nowhere, the one of O(region_name) on Open Telekom Cloud.
        type: str
      username:
        description: Name of the user, E(OS_USERNAME).
        type: str
      user_id:
        description: ID of the user, E(OS_USER_ID). Needs no domain.
        type: str
      password:
        description: Password of the user, E(OS_PASSWORD).
        type: str
      user_domain_name:
        description: Name of the user's domain, E(OS_USER_DOMAIN_NAME). On Open Telekom Cloud, C(OTC-EU-DE-...).
        type: str
      user_domain_id:
        description: ID of the user's domain, E(OS_USER_DOMAIN_ID).
        type: str
      domain_name:
        description: Name of the domain of user and project where they have none of their own, E(OS_DOMAIN_NAME).
        type: str
      domain_id:
        description: ID of the domain of user and project where they have none of their own, E(OS_DOMAIN_ID).
        type: str
      project_name:
        description:
          - Name of the project, E(OS_PROJECT_NAME) or E(OS_TENANT_NAME).
          - On Open Telekom Cloud it begins with the region, which is taken from it if O(region_name) is set nowhere.
        type: str
      project_id:
        description: ID of the project, E(OS_PROJECT_ID) or E(OS_TENANT_ID).
        type: str
      project_domain_name:
        description: Name of the project's domain, E(OS_PROJECT_DOMAIN_NAME). The user's domain if left out.
        type: str
      project_domain_id:
        description: ID of the project's domain, E(OS_PROJECT_DOMAIN_ID). The user's domain if left out.
        type: str
      token:
        description: A token, E(OS_TOKEN) or E(OS_AUTH_TOKEN). It cannot be renewed, so a wait lives no longer than
          it.
        type: str
      passcode:
        description: A TOTP code for users with multi-factor authentication, E(OS_PASSCODE). It works once, and the
          token it gives cannot be renewed.
        type: str
      application_credential_id:
        description: ID of an application credential, E(OS_APPLICATION_CREDENTIAL_ID).
        type: str
      application_credential_name:
        description: Name of an application credential, E(OS_APPLICATION_CREDENTIAL_NAME). Needs the user as well.
        type: str
      application_credential_secret:
        description: Secret of an application credential, E(OS_APPLICATION_CREDENTIAL_SECRET).
        type: str
      access_key:
        description: Access key (AK), E(OS_ACCESS_KEY). Requests are signed, nobody signs in.
        type: str
        aliases: [ak]
      secret_key:
        description: Secret key (SK), E(OS_SECRET_KEY).
        type: str
        aliases: [sk]
      security_token:
        description: Security token of temporary access keys, E(OS_SECURITY_TOKEN).
        type: str
  auth_type:
    description:
      - How to sign in, E(OS_AUTH_TYPE). If left out, the secrets in O(auth) decide.
      - V(v3password) is V(password), and V(v3token) is V(token).
    type: str
    choices: [password, v3password, token, v3token, v3applicationcredential, v3multifactor, aksk]
  region_name:
    description:
      - Region, for instance V(eu-de), E(OS_REGION_NAME) or E(OS_REGION).
      - If it is set nowhere, the one that the project's name begins with.
    type: str
    aliases: [region]
  endpoint:
    description:
      - URL of the engine's API, with or without C(/v3) and project ID, instead of the one in the catalog.
    type: str
  interface:
    description: Which endpoint of the catalog to use, E(OS_INTERFACE) or E(OS_ENDPOINT_TYPE). V(public) if it is set
      nowhere.
    type: str
    choices: [public, internal, admin]
    aliases: [endpoint_type]
  validate_certs:
    description: Whether to verify TLS certificates. They are, unless this or the cloud of C(clouds.yaml) says no, or
      E(OS_INSECURE) says yes.
    type: bool
    aliases: [verify]
  ca_cert:
    description: File with the certificates of trusted authorities, E(OS_CACERT), E(REQUESTS_CA_BUNDLE) or
      E(CURL_CA_BUNDLE).
    type: path
    aliases: [cacert]
  client_cert:
    description: File with a client certificate, E(OS_CERT).
    type: path
    aliases: [cert]
  client_key:
    description: File with the client certificate's key, E(OS_KEY), where it is not in O(client_cert).
    type: path
    aliases: [key]
  api_timeout:
    description: Seconds that one request may take.
    type: int
    default: 30
  language:
    description: Language of the API's messages, V(en-us) or V(zh-cn). Sent as C(X-Language).
    type: str
requirements:
  - requests
  - PyYAML, to read C(clouds.yaml)
notes:
  - E(HTTP_PROXY), E(HTTPS_PROXY), E(ALL_PROXY) and E(NO_PROXY) are respected. Redirects are not followed, and
    C(.netrc) is not read.
"""
