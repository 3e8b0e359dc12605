using System.Collections.Frozen;
using ObjectStore.Core.Errors;

namespace ObjectStore.Policies.Matching;

/// <summary>The closed list of the actions that policies are asked about: those of S3, IAM and STS.</summary>
internal static class ActionNames
{
    private static readonly string[] Names = [.. S3Actions.Names, .. IamActions.Names, .. StsActions.Names];

    private static readonly FrozenDictionary<string, int> Indexes =
        Names.Select(static (name, index) => KeyValuePair.Create(name, index)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, each with the prefix of its service.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>An action that is in the list, which the caller knows.</summary>
    public static PolicyAction Get(string name)
    {
        Invariant.That(Indexes.TryGetValue(name, out var index));
        return new PolicyAction(index);
    }
}
