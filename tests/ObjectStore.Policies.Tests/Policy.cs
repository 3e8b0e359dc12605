using System.Text;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies.Tests;

/// <summary>Policies and requests in few words. A text in apostrophes stands for one in quotes.</summary>
internal static class Policy
{
    public static RequestPrincipal Alice { get; } = new("alice", "alice", "alice");

    public static RequestPrincipal Bob { get; } = new("bob", "bob", "bob");

    public static PolicyDocument Bucket(string statements) => Parse(statements, PolicyKind.Bucket);

    public static PolicyDocument Identity(string statements) => Parse(statements, PolicyKind.Identity);

    public static bool TryParse(string json, PolicyKind kind, out string reason) =>
        PolicyParser.TryParse(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), kind, out _, out reason);

    public static PolicyRequest Request(RequestPrincipal principal, string action, string resource, IConditionKeys? keys = null) =>
        new(principal, S3Actions.Get(action), "arn:aws:s3:::" + resource, keys ?? TestKeys.None);

    private static PolicyDocument Parse(string statements, PolicyKind kind)
    {
        var json = $"{{'Version':'2012-10-17','Statement':[{statements}]}}".Replace('\'', '"');
        Assert.True(PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), kind, out var policy, out var reason), reason);
        return policy;
    }
}
