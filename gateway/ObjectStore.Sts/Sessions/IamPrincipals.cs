using System.Collections.Concurrent;
using ObjectStore.Cluster.Iam;
using ObjectStore.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Sessions;

/// <summary>Whom sessions stand for, by IAM's roles and the access keys of this process. Thread-safe.</summary>
/// <remarks>What a role gives is worked out when a session first asks, and kept as long as the snapshot is the current one.</remarks>
internal sealed class IamPrincipals(IamDirectory directory, ICredentialSource credentials) : ISessionPrincipals
{
    private Made _made = new(IamSnapshot.Empty);

    private sealed record Made(IamSnapshot Snapshot)
    {
        /// <summary>Bounded by the roles of the snapshot.</summary>
        public ConcurrentDictionary<string, AssumedRole> Roles { get; } = new(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public object State => directory.Current;

    /// <inheritdoc />
    public AssumedRole? FindRole(SessionRole role)
    {
        var made = Current();
        if (made.Roles.TryGetValue(role.RoleId, out var known)) return known;

        // The roles of an account that is not configured any more do not work.
        if (made.Snapshot.Find(role.RoleId) is not IamRole found || found.AccountId != role.AccountId || credentials.FindUser(role.AccountId) is not { Policies: null } root) return null;
        var assumed = new AssumedRole(found.Arn, root.DisplayName, IamPolicies.Of(made.Snapshot, found), IamPolicies.BoundaryOf(made.Snapshot, found))
        {
            Tags = found.Tags.ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal),
        };
        return made.Roles.GetOrAdd(role.RoleId, assumed);
    }

    /// <inheritdoc />
    public PolicyDocument FindPolicies(string accountId, IReadOnlyList<string> arns) => IamPolicies.OfManaged(Current().Snapshot.Account(accountId), arns);

    /// <inheritdoc />
    public Identity? FindParent(string accessKey) => credentials.Find(accessKey);

    private Made Current()
    {
        var snapshot = directory.Current;
        var made = Volatile.Read(ref _made);
        if (ReferenceEquals(made.Snapshot, snapshot)) return made;
        var next = new Made(snapshot);
        Volatile.Write(ref _made, next);
        return next;
    }
}
