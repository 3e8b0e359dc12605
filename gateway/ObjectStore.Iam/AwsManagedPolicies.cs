using System.Collections.Frozen;
using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam;

/// <summary>The managed policies that every account has, under AWS's names; what they allow of services that this store has not is left out.</summary>
public static class AwsManagedPolicies
{
    private const string Account = "aws";

    private static readonly DateTimeOffset Made = new(2015, 2, 6, 18, 40, 0, TimeSpan.Zero);

    private static readonly FrozenDictionary<string, IamManagedPolicy> Policies = new[]
    {
        Make("ANPAOBJECTSTOREADMIN0", "AdministratorAccess", "Everything.", "\"*\""),
        Make("ANPAOBJECTSTORES3FULL", "AmazonS3FullAccess", "Everything with buckets and objects.", "\"s3:*\""),
        Make("ANPAOBJECTSTORES3READ", "AmazonS3ReadOnlyAccess", "Reads and lists buckets and objects.", "[\"s3:Get*\",\"s3:List*\"]"),
        Make("ANPAOBJECTSTOREIAMALL", "IAMFullAccess", "Everything with users, groups, roles and policies.", "\"iam:*\""),
        Make("ANPAOBJECTSTOREIAMGET", "IAMReadOnlyAccess", "Reads and lists users, groups, roles and policies.", "[\"iam:Get*\",\"iam:List*\"]"),
    }.ToFrozenDictionary(static policy => policy.Arn, StringComparer.Ordinal);

    /// <summary>All of them, in order of their names.</summary>
    public static IReadOnlyList<IamManagedPolicy> All { get; } = [.. Policies.Values.OrderBy(static policy => policy.Name, StringComparer.Ordinal)];

    /// <summary>The policy of this ARN, or null.</summary>
    public static IamManagedPolicy? Find(string arn) => Policies.GetValueOrDefault(arn);

    private static IamManagedPolicy Make(string id, string name, string description, string actions) =>
        new(id, Account, Made, name, "/", $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{{actions}},"Resource":"*"}]}""") { Description = description };
}
