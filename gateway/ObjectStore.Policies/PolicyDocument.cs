using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>A policy as it is evaluated. Immutable.</summary>
/// <param name="Statements">In the order of the document.</param>
public sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>Whether it asks about tags that an object has already, so that they have to be known before it is evaluated.</summary>
    public bool AsksAboutTags { get; } = Statements.Any(static statement => statement.AsksAboutTags);

    /// <summary>Whether it denies an action on resources that the action is never about, which leaves open what its author wants closed.</summary>
    public bool HasIdleDenial => Statements.Any(static statement => statement is { Effect: PolicyEffect.Deny, HasIdleAction: true });

    /// <summary>Whether it denies something under a condition that never holds, which leaves open as much.</summary>
    public bool HasIdleCondition => Statements.Any(static statement => statement is { Effect: PolicyEffect.Deny, HasIdleCondition: true });

    /// <summary>Whether every resource of every statement can be the bucket or an object of it. What a variable stands for is not known, and may be.</summary>
    public bool IsAbout(string bucket) => Statements.All(statement => statement.Resources.All(resource => CanBe(resource.Source, bucket)));

    private static bool CanBe(string resource, string bucket)
    {
        var colon = resource.LastIndexOf(":::", StringComparison.Ordinal);
        var name = colon < 0 ? resource : resource[(colon + 3)..];
        if (name.Contains("${", StringComparison.Ordinal)) return true;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return Wildcard.IsMatch(Wildcard.Compile(slash < 0 ? name : name[..slash]), bucket);
    }
}
