namespace ObjectStore.Events.Configuration;

/// <summary>The notification configuration of a bucket. Immutable.</summary>
/// <param name="rules">The rules, in the order in which they are shown.</param>
public sealed class NotificationRules(IReadOnlyList<NotificationRule> rules)
{
    /// <summary>Most rules of a bucket; AWS's bound.</summary>
    public const int CountMax = 100;

    /// <summary>The rules.</summary>
    public IReadOnlyList<NotificationRule> Rules => rules;

    /// <summary>The rules that want to be told of a change; usually none or one, as rules that overlap are refused.</summary>
    public IReadOnlyList<NotificationRule> Matching(EventType type, ReadOnlySpan<byte> key)
    {
        List<NotificationRule>? matching = null;
        foreach (var rule in rules)
        {
            if (rule.Matches(type, key)) (matching ??= []).Add(rule);
        }

        return matching ?? (IReadOnlyList<NotificationRule>)[];
    }
}
