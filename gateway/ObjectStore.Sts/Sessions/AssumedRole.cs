using ObjectStore.Policies;

namespace ObjectStore.Sts.Sessions;

/// <summary>What a role gives to its sessions. Immutable; a change of the role makes another.</summary>
/// <param name="Arn">As policies name it.</param>
/// <param name="AccountName">Name of its account for people.</param>
/// <param name="Policies">What it may do; an empty list for nothing.</param>
/// <param name="Boundary">What it is limited to, or null.</param>
public sealed record AssumedRole(string Arn, string AccountName, IReadOnlyList<PolicyDocument> Policies, PolicyDocument? Boundary)
{
    /// <summary>Tags of the role, which its sessions have where they have none of the name themselves.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
