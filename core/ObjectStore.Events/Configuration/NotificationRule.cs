using System.Text;

namespace ObjectStore.Events.Configuration;

/// <summary>One configuration of a bucket: which changes of which keys go to one destination. Immutable.</summary>
public sealed class NotificationRule
{
    private readonly byte[] _prefix;
    private readonly byte[] _suffix;
    private readonly uint _types;

    /// <summary>A rule whose patterns are known.</summary>
    /// <exception cref="ArgumentException">A pattern or the ARN is not one that a configuration may have.</exception>
    public NotificationRule(string id, DestinationKind kind, string arn, IReadOnlyList<string> patterns, string? prefix, string? suffix)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (!DestinationArn.TryParse(arn, kind, out var destination)) throw new ArgumentException("The ARN names no destination.", nameof(arn));
        (Id, Kind, Arn, Destination, Patterns, Prefix, Suffix) = (id, kind, arn, destination, patterns, prefix, suffix);
        (_prefix, _suffix) = (Encoding.UTF8.GetBytes(prefix ?? ""), Encoding.UTF8.GetBytes(suffix ?? ""));
        foreach (var pattern in patterns)
        {
            if (!EventTypes.TryParsePattern(pattern, out var types)) throw new ArgumentException("A pattern is no event.", nameof(patterns));
            foreach (var type in types) _types |= 1u << (int)type;
        }
    }

    /// <summary>Name of the configuration, unique in its bucket.</summary>
    public string Id { get; }

    /// <summary>As what the destination was named.</summary>
    public DestinationKind Kind { get; }

    /// <summary>The destination as it was sent.</summary>
    public string Arn { get; }

    /// <summary>Name of the destination in the settings.</summary>
    public string Destination { get; }

    /// <summary>Events as they were asked for.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>With what keys begin, or null.</summary>
    public string? Prefix { get; }

    /// <summary>With what keys end, or null.</summary>
    public string? Suffix { get; }

    /// <summary>Whether the destination is told of a change of this type of the key, in UTF-8.</summary>
    public bool Matches(EventType type, ReadOnlySpan<byte> key) => (_types & 1u << (int)type) != 0 && key.StartsWith(_prefix) && key.EndsWith(_suffix);

    /// <summary>Whether one change could match both, which AWS refuses: an event in common, and filters of which one lets in all or part of what the other does.</summary>
    public bool Overlaps(NotificationRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (_types & other._types) != 0
            && (_prefix.AsSpan().StartsWith(other._prefix) || other._prefix.AsSpan().StartsWith(_prefix))
            && (_suffix.AsSpan().EndsWith(other._suffix) || other._suffix.AsSpan().EndsWith(_suffix));
    }
}
