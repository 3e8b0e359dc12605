namespace ObjectStore.Iam;

/// <summary>How many and how much an account may have.</summary>
/// <remarks>Source: IAM user guide, "IAM and AWS STS quotas", those that AWS sets or can raise to; the summary of the account tells them.</remarks>
internal static class IamLimits
{
    public const int UsersMax = 5000;
    public const int GroupsMax = 300;
    public const int RolesMax = 1000;
    public const int PoliciesMax = 1500;
    public const int PolicyVersionsMax = 5;
    public const int OidcProvidersMax = 100;
    public const int AccessKeysPerUserMax = 2;
    public const int GroupsPerUserMax = 10;
    public const int AttachedMax = 10;
    public const int InlinePoliciesMax = 100;
    public const int TagsMax = 50;
    public const int ClientIdsMax = 100;
    public const int ThumbprintsMax = 5;

    /// <summary>Characters of a managed policy.</summary>
    public const int PolicyLengthMax = 6144;

    /// <summary>Characters of all inline policies together.</summary>
    public const int UserPoliciesLengthMax = 2048;

    /// <summary>Characters of all inline policies together.</summary>
    public const int GroupPoliciesLengthMax = 5120;

    /// <summary>Characters of all inline policies together.</summary>
    public const int RolePoliciesLengthMax = 10240;

    /// <summary>Characters of a trust policy.</summary>
    public const int TrustPolicyLengthMax = 4096;
}
