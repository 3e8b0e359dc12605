namespace ObjectStore.Policies.Matching;

/// <summary>The actions of STS that this store has (Service authorization reference, "Actions defined by AWS Security Token Service").</summary>
public static class StsActions
{
    private static readonly string[] Known =
    [
        "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity", "GetFederationToken", "SetSourceIdentity", "TagSession",
    ];

    private static readonly string[] Prefixed = Array.ConvertAll(Known, static name => "sts:" + name);

    /// <summary>All of them with the prefix <c>sts:</c>.</summary>
    public static IReadOnlyList<string> Names => Prefixed;

    /// <summary>An action that is in the list, which the caller knows.</summary>
    /// <param name="name">With the prefix.</param>
    public static PolicyAction Get(string name) => ActionNames.Get(name);
}
