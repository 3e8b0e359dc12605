using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Replication.Configuration;

/// <summary>The replication rules of a bucket, and what they say of one version. Pure and immutable.</summary>
public sealed class ReplicationRules
{
    /// <summary>Most rules of a bucket; AWS's bound.</summary>
    public const int CountMax = 1_000;

    /// <summary>Guess: most destinations of a bucket, each of which is a row in the commit of every write.</summary>
    public const int DestinationsMax = 10;

    private readonly ReplicationRule[][] _byDestination;

    /// <summary>Rules in the order in which they are shown.</summary>
    /// <param name="role">What was sent as role; kept to be shown.</param>
    /// <param name="rules">The rules.</param>
    public ReplicationRules(string role, IReadOnlyList<ReplicationRule> rules)
    {
        (Role, Rules) = (role, rules);
        _byDestination = [.. rules.GroupBy(static rule => rule.Destination).Select(static group => group.OrderByDescending(static rule => rule.Priority ?? 0).ToArray())];
    }

    /// <summary>The role as it was sent.</summary>
    public string Role { get; }

    /// <summary>The rules, also those that are switched off.</summary>
    public IReadOnlyList<ReplicationRule> Rules { get; }

    /// <summary>Whether any rule is about versions from before it.</summary>
    public bool ConcernExisting => Rules.Any(static rule => rule is { IsEnabled: true, ReplicatesExisting: true });

    /// <summary>For each destination that a version goes to, the rule that says so: of those whose filters let it in the one with the highest priority. A replica goes nowhere.</summary>
    public IReadOnlyList<ReplicationRule> Of(ObjectKey key, ObjectRecord version, bool isExisting)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.Replication is { Status: ReplicationStatus.Replica }) return [];
        List<ReplicationRule>? taken = null;
        foreach (var rules in _byDestination)
        {
            var first = Array.Find(rules, rule => rule.Matches(key, version));
            if (first?.Takes(version, isExisting) is true) (taken ??= []).Add(first);
        }

        return taken ?? (IReadOnlyList<ReplicationRule>)[];
    }
}
