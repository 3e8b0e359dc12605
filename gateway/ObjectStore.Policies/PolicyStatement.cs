using ObjectStore.Policies.Conditions;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>One statement of a policy. Immutable.</summary>
public sealed class PolicyStatement
{
    internal PolicyStatement()
    {
    }

    /// <summary>What its author called it, or empty.</summary>
    public string Sid { get; internal init; } = "";

    /// <summary>What it does to the requests that it matches.</summary>
    public PolicyEffect Effect { get; internal init; }

    /// <summary>Whom it is about; null in the policy of an identity, which is about that identity.</summary>
    internal IReadOnlyList<PrincipalPattern>? Principals { get; init; }

    /// <summary>Whether it is about all but <see cref="Principals"/>.</summary>
    internal bool IsNotPrincipal { get; init; }

    /// <summary>The actions of S3 that it is about, NotAction included.</summary>
    internal ActionSet Actions { get; init; } = ActionSet.None;

    /// <summary>The resources, as patterns of ARNs.</summary>
    internal IReadOnlyList<TextPattern> Resources { get; init; } = [];

    /// <summary>Whether it is about all but <see cref="Resources"/>.</summary>
    internal bool IsNotResource { get; init; }

    /// <summary>Whether it names an action that is about none of its resources: one of buckets with those of objects, or the other way round.</summary>
    internal bool HasIdleAction { get; init; }

    /// <summary>All of them have to hold.</summary>
    internal IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Whether a condition never holds: it wants a header or a parameter of listings that requests for none of the actions have.</summary>
    internal bool HasIdleCondition => Conditions.Any(condition => !condition.HoldsWithoutKey && !CanHaveKey(condition.Key));

    /// <summary>Whether a condition is about tags that the object has already.</summary>
    internal bool HasTagConditions => Conditions.Any(static condition => condition.Key.StartsWith(ExistingTags.KeyPrefix, StringComparison.Ordinal));

    /// <summary>Whether a condition is, or a variable may be.</summary>
    internal bool AsksAboutTags => HasTagConditions || Resources.Concat(Conditions.SelectMany(static condition => condition.Values)).Any(IsAboutTags);

    /// <summary>Whether the statement is about the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accountsDelegate">Whether who is named only by an account is not meant.</param>
    internal bool Matches(PolicyRequest request, bool accountsDelegate = false) =>
        Actions.Contains(request.Action) && MatchesPrincipal(request.Principal, accountsDelegate) && MatchesResource(request) && ConditionsHold(request);

    /// <summary>Whether one of the principals is the session itself, or everybody.</summary>
    internal bool ReachesSession(RequestPrincipal principal) => Principals is not null && !IsNotPrincipal && Principals.Any(pattern => pattern.ReachesSession(principal));

    private static bool IsAboutTags(TextPattern text) => text.HasVariables && text.Source.Contains(ExistingTags.KeyPrefix, StringComparison.OrdinalIgnoreCase);

    private bool CanHaveKey(string key)
    {
        if (ListingKeys.All.Contains(key)) return ListingKeys.AreKeysOf(Actions);
        return !key.StartsWith(HeaderKeys.KeyPrefix, StringComparison.Ordinal) || HeaderKeys.IsKeyOf(key, Actions);
    }

    private bool MatchesPrincipal(RequestPrincipal principal, bool accountsDelegate)
    {
        if (Principals is null) return true;
        foreach (var pattern in Principals)
        {
            if (pattern.Matches(principal) && !(accountsDelegate && pattern.IsAccount) && !IsBeyond(principal, pattern)) return !IsNotPrincipal;
        }

        return IsNotPrincipal;
    }

    /// <summary>Who allows something to everybody does not mean services: those are allowed by name. Who denies it does.</summary>
    private bool IsBeyond(RequestPrincipal principal, PrincipalPattern pattern) => principal.IsService && pattern.IsEveryone && Effect == PolicyEffect.Allow;

    private bool MatchesResource(PolicyRequest request)
    {
        foreach (var pattern in Resources)
        {
            if (pattern.IsMatch(request.Resource, request)) return !IsNotResource;
        }

        return IsNotResource;
    }

    private bool ConditionsHold(PolicyRequest request)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.Holds(request)) return false;
        }

        return true;
    }
}
