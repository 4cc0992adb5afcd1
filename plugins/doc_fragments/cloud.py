# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - The cloud to use, either the name of a cloud in C(clouds.yaml), or a mapping that is a complete cloud with the
        keys of a C(clouds.yaml) entry.
      - Without this option, the variable E(OS_CLOUD) names the cloud. Without that, and if no other C(OS_*) variable
        says who signs in, the only cloud of the file is used.
      - With a cloud chosen, the C(OS_*) variables for signing in do not count. Options override the values of the cloud
        one by one.
      - A cloud that only E(OS_CLOUD) names, or that is the only one of the file, is not used at all by a task whose
        O(auth) says who signs in or where. To complete a cloud, name it in this option.
      - The files C(clouds.yaml), C(clouds.yml) and C(clouds.json) are searched for in the folders for relative paths
        (see the notes), in C(~/.config/openstack) (E(XDG_CONFIG_HOME)), in C(/etc/xdg/openstack) (E(XDG_CONFIG_DIRS))
        and in C(/etc/openstack). The first file found is read. E(OS_CLIENT_CONFIG_FILE) names another file.
      - The values of C(secure.yaml) are added. It is searched for in the same folders, independently of
        C(clouds.yaml). E(OS_CLIENT_SECURE_FILE) names another file.
      - A cloud can have a C(profile), either C(otc), C(otc-swiss), or one of your C(clouds-public.yaml). It gives the
        auth_url and the regions.
      - Put strings in C(clouds.yaml) in quotes, at least passwords and IDs. YAML reads unquoted values such as C(0123),
        C(1:30) or C(yes) as numbers or booleans, which are refused.
      - The name V(envvars), or what E(OS_CLOUD_NAME) says, stands for the C(OS_*) variables themselves.
      - Agencies (C(target_*) keys, E(OS_AGENCY_NAME), E(OS_AGENCY_DOMAIN_NAME), E(OS_DELEGATED_PROJECT)) and the
        sign-in of federated users are not supported. The task fails if the cloud or the environment asks for them. Pass
        a token in O(auth.token) instead.
    type: raw
  auth:
    description:
      - Who signs in, and to which project. Each value that is not given comes from the chosen cloud, or else from the
        C(OS_*) variables. Empty variables count as unset.
    type: dict
    suboptions:
      auth_url:
        description:
          - URL of IAM, E(OS_AUTH_URL).
          - If it is not set anywhere, the IAM of the region on Open Telekom Cloud is used.
          - The host may contain C({region_name}), which stands for O(region_name).
        type: str
      username:
        description: Name of the user, E(OS_USERNAME).
        type: str
      user_id:
        description: ID of the user, E(OS_USER_ID). Makes the domain unnecessary.
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
        description: Name of the domain of user and project, if they have none of their own, E(OS_DOMAIN_NAME).
        type: str
      domain_id:
        description: ID of the domain of user and project, if they have none of their own, E(OS_DOMAIN_ID).
        type: str
      project_name:
        description:
          - Name of the project, E(OS_PROJECT_NAME) or E(OS_TENANT_NAME).
          - On Open Telekom Cloud, it begins with the region.
        type: str
      project_id:
        description: ID of the project, E(OS_PROJECT_ID) or E(OS_TENANT_ID).
        type: str
      project_domain_name:
        description: Name of the project's domain, E(OS_PROJECT_DOMAIN_NAME). Defaults to the user's domain.
        type: str
      project_domain_id:
        description: ID of the project's domain, E(OS_PROJECT_DOMAIN_ID). Defaults to the user's domain.
        type: str
      token:
        description: A token, E(OS_TOKEN) or E(OS_AUTH_TOKEN). It cannot be renewed, so a wait ends when it expires.
        type: str
      passcode:
        description: A TOTP code for users with multi-factor authentication, E(OS_PASSCODE). It works once, so the token
          cannot be renewed.
        type: str
      application_credential_id:
        description: ID of an application credential, E(OS_APPLICATION_CREDENTIAL_ID).
        type: str
      application_credential_name:
        description: Name of an application credential, E(OS_APPLICATION_CREDENTIAL_NAME). Also needs the user.
        type: str
      application_credential_secret:
        description: Secret of an application credential, E(OS_APPLICATION_CREDENTIAL_SECRET).
        type: str
      access_key:
        description: Access key (AK), E(OS_ACCESS_KEY). Requests are signed, without signing in.
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
      - How to sign in, E(OS_AUTH_TYPE). If not set, it follows from the credentials in O(auth), in the cloud or in the
        variables.
      - Access keys are used only if this is V(aksk), or if there are no other credentials, since files of this cloud
        often contain access keys for object storage.
      - V(v3password) is the same as V(password), and V(v3token) the same as V(token).
    type: str
    choices: [password, v3password, token, v3token, v3applicationcredential, v3multifactor, aksk]
  region_name:
    description:
      - Region, for instance V(eu-de), E(OS_REGION_NAME) or E(OS_REGION).
      - If it is not set anywhere, it is the first region of the cloud's list or of its profile, the region in the host
        of O(auth.auth_url) on Open Telekom Cloud, or the one that the project's name begins with. If they contradict
        each other, the task fails.
    type: str
    aliases: [region]
  endpoint:
    description:
      - URL of the engine's API, with or without C(/v3) and project ID, instead of the one in the catalog.
      - V({region_name}) in it stands for the region, V(%(project_id\)s) for the project's ID.
      - Required for access keys if O(auth.auth_url) is not on Open Telekom Cloud.
    type: str
  interface:
    description: Which endpoint of the catalog to use, E(OS_INTERFACE) or E(OS_ENDPOINT_TYPE). Defaults to V(public).
    type: str
    choices: [public, internal, admin]
    aliases: [endpoint_type]
  validate_certs:
    description: Whether to verify TLS certificates. If not set, they are verified unless C(verify) or C(insecure) of
      the cloud, or E(OS_INSECURE), says otherwise.
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
    description: File with the key of the client certificate, E(OS_KEY), if O(client_cert) does not contain it.
    type: path
    aliases: [key]
  api_timeout:
    description:
      - Timeout of one request in seconds, E(OS_API_TIMEOUT). Defaults to V(30).
      - As with openstacksdk, the timeout of any service in a cloud or in the variables, such as C(http_timeout), comes
        before C(api_timeout).
    type: int
  language:
    description: Language of the API's messages, V(en-us) or V(zh-cn). Sent as C(X-Language).
    type: str
requirements:
  - requests
  - PyYAML, to read C(clouds.yaml)
notes:
  - Files given by a relative path, C(clouds.yaml) included, are searched for in the folder in which C(ansible-playbook)
    was started, then in the folder of the playbook. A module that runs on another host, with C(become) or with C(async)
    searches its working directory instead. C(~) is the home folder of the user who runs the task.
  - E(HTTP_PROXY), E(HTTPS_PROXY), E(ALL_PROXY) and E(NO_PROXY) are respected, also in lower case, which takes
    precedence. An empty variable in lower case resets the one in upper case. Redirects are not followed, and C(.netrc)
    is not read.
  - With access keys from E(OS_ACCESS_KEY) and without E(OS_SECURITY_TOKEN), E(AWS_SESSION_TOKEN) is their security
    token, unless E(AWS_ACCESS_KEY_ID) holds another key.
"""
