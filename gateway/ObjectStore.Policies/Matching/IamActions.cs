namespace ObjectStore.Policies.Matching;

/// <summary>The actions of IAM that this store has (Service authorization reference, "Actions defined by AWS Identity and Access Management").</summary>
public static class IamActions
{
    private static readonly string[] Known =
    [
        "AddClientIDToOpenIDConnectProvider", "AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreateAccessKey",
        "CreateGroup", "CreateOpenIDConnectProvider", "CreatePolicy", "CreatePolicyVersion", "CreateRole", "CreateUser", "DeleteAccessKey",
        "DeleteGroup", "DeleteGroupPolicy", "DeleteOpenIDConnectProvider", "DeletePolicy", "DeletePolicyVersion", "DeleteRole",
        "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUser", "DeleteUserPermissionsBoundary", "DeleteUserPolicy", "DetachGroupPolicy",
        "DetachRolePolicy", "DetachUserPolicy", "GetAccountAuthorizationDetails", "GetAccountSummary", "GetGroup", "GetGroupPolicy",
        "GetOpenIDConnectProvider", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy", "GetUser", "GetUserPolicy", "ListAccessKeys",
        "ListAttachedGroupPolicies", "ListAttachedRolePolicies", "ListAttachedUserPolicies", "ListEntitiesForPolicy", "ListGroupPolicies",
        "ListGroups", "ListGroupsForUser", "ListOpenIDConnectProviders", "ListPolicies", "ListPolicyTags", "ListPolicyVersions", "ListRolePolicies",
        "ListRoleTags", "ListRoles", "ListUserPolicies", "ListUserTags", "ListUsers", "PutGroupPolicy", "PutRolePermissionsBoundary", "PutRolePolicy",
        "PutUserPermissionsBoundary", "PutUserPolicy", "RemoveClientIDFromOpenIDConnectProvider", "RemoveUserFromGroup", "SetDefaultPolicyVersion",
        "TagPolicy", "TagRole", "TagUser", "UntagPolicy", "UntagRole", "UntagUser", "UpdateAccessKey", "UpdateAssumeRolePolicy", "UpdateGroup",
        "UpdateOpenIDConnectProviderThumbprint", "UpdateRole", "UpdateRoleDescription", "UpdateUser",
    ];

    private static readonly string[] Prefixed = Array.ConvertAll(Known, static name => "iam:" + name);

    /// <summary>All of them with the prefix <c>iam:</c>.</summary>
    public static IReadOnlyList<string> Names => Prefixed;

    /// <summary>An action that is in the list, which the caller knows.</summary>
    /// <param name="name">With the prefix.</param>
    public static PolicyAction Get(string name) => ActionNames.Get(name);
}
