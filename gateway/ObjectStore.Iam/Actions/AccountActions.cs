using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>The account as a whole.</summary>
internal static class AccountActions
{
    public static IReadOnlyList<IamAction> All { get; } = [new("GetAccountSummary", IamResource.Of(static _ => "*"), GetSummary), new("GetAccountAuthorizationDetails", IamResource.Of(static _ => "*"), AuthorizationDetails.Get)];

    private static IamOutcome GetSummary(IamCall call)
    {
        var account = call.Account;
        (string Name, int Value)[] entries =
        [
            ("AccessKeysPerUserQuota", IamLimits.AccessKeysPerUserMax),
            ("AccountAccessKeysPresent", account.AccessKeys.Values.Any(static key => key.UserId.Length == 0) ? 1 : 0),
            ("AssumeRolePolicySizeQuota", IamLimits.TrustPolicyLengthMax),
            ("AttachedPoliciesPerGroupQuota", IamLimits.AttachedMax),
            ("AttachedPoliciesPerRoleQuota", IamLimits.AttachedMax),
            ("AttachedPoliciesPerUserQuota", IamLimits.AttachedMax),
            ("GroupPolicySizeQuota", IamLimits.GroupPoliciesLengthMax),
            ("Groups", account.Groups.Count),
            ("GroupsPerUserQuota", IamLimits.GroupsPerUserMax),
            ("GroupsQuota", IamLimits.GroupsMax),
            ("Policies", account.Policies.Count),
            ("PoliciesQuota", IamLimits.PoliciesMax),
            ("PolicySizeQuota", IamLimits.PolicyLengthMax),
            ("Providers", account.OidcProviders.Count),
            ("RolePolicySizeQuota", IamLimits.RolePoliciesLengthMax),
            ("Roles", account.Roles.Count),
            ("RolesQuota", IamLimits.RolesMax),
            ("UserPolicySizeQuota", IamLimits.UserPoliciesLengthMax),
            ("Users", account.Users.Count),
            ("UsersQuota", IamLimits.UsersMax),
            ("VersionsPerPolicyQuota", IamLimits.PolicyVersionsMax),
        ];
        return new IamOutcome(IamXml.One("SummaryMap", xml => Write(xml, entries)));
    }

    private static void Write(S3XmlWriter xml, IEnumerable<(string Name, int Value)> entries)
    {
        foreach (var (name, value) in entries)
        {
            xml.Start("entry"u8);
            xml.Element("key"u8, name);
            xml.Element("value"u8, value);
            xml.End("entry"u8);
        }
    }
}
