using System.Globalization;

namespace ObjectStore.Policies;

/// <summary>The condition keys that tell who asks, the same for every service. Pure.</summary>
/// <remarks>Source: IAM user guide, "AWS global condition context keys", properties of the principal and of its session.</remarks>
public static class PrincipalKeys
{
    private const string Tag = "aws:principaltag/";

    /// <summary>The value of a key; null when it is none of these, and when the principal has none.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="key">As <see cref="IConditionKeys.Find"/> takes it.</param>
    public static string? Find(RequestPrincipal principal, string key) => key switch
    {
        "aws:userid" => principal.UniqueId,
        "aws:principaltype" => principal.IsAnonymous ? "Anonymous" : TypeOf(principal.Session),
        _ => principal.IsAnonymous ? null : FindNamed(principal, key),
    };

    /// <summary>A time as condition keys hold it.</summary>
    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string TypeOf(PrincipalSession? session) => session switch
    {
        { Role: not null } => "AssumedRole",
        { FederatedBy: not null } => "FederatedUser",
        _ => "User",
    };

    private static string? FindNamed(RequestPrincipal principal, string key) => key switch
    {
        "aws:username" => principal.Session is { Role: not null } or { FederatedBy: not null } ? null : principal.UserName,
        "aws:principalaccount" => principal.AccountId,
        "aws:principalarn" => principal.Session?.Role?.RoleArn ?? principal.Arn,
        "aws:tokenissuetime" => principal.Session is { } session ? TimeText(session.IssuedAt) : null,
        "aws:sourceidentity" => principal.Session?.SourceIdentity,
        "aws:federatedprovider" => principal.Session?.Provider,

        // As Ceph's gateway tells sessions from lasting credentials.
        "sts:authentication" => principal.Session is null ? "false" : "true",
        _ when key.StartsWith(Tag, StringComparison.Ordinal) => TagOf(principal, key[Tag.Length..]),
        _ => null,
    };

    private static string? TagOf(RequestPrincipal principal, string name) => principal.Session?.Tags.GetValueOrDefault(name) ?? principal.Tags.GetValueOrDefault(name);
}
