using System.Text;

namespace ObjectStore.Lifecycle;

/// <summary>What a rule is about: all conditions must hold; without any it is about everything. Immutable.</summary>
public sealed record LifecycleFilter
{
    private readonly byte[] _prefix = [];

    /// <summary>How it was written.</summary>
    public FilterForm Form { get; init; }

    /// <summary>What keys begin with; null when it was not given.</summary>
    public string? Prefix
    {
        get;
        init
        {
            field = value;
            _prefix = Encoding.UTF8.GetBytes(value ?? "");
        }
    }

    /// <summary>Tags that an object must have, with these values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Bytes that the object must be larger than, or null.</summary>
    public long? SizeAbove { get; init; }

    /// <summary>Bytes that the object must be smaller than, or null.</summary>
    public long? SizeBelow { get; init; }

    /// <summary>Whether it asks for a size.</summary>
    public bool HasSize => SizeAbove is not null || SizeBelow is not null;

    /// <summary>Whether it is about a key, whatever the object is.</summary>
    public bool MatchesKey(ReadOnlySpan<byte> key) => key.StartsWith(_prefix);

    /// <summary>Whether it is about something that has neither size nor tags: a delete marker or an upload.</summary>
    public bool MatchesBareKey(ReadOnlySpan<byte> key) => Tags.Count == 0 && !HasSize && MatchesKey(key);

    /// <summary>Whether it is about an object. Tags that are not known count as being as the filter asks.</summary>
    public bool Matches(in LifecycleObject candidate) =>
        !(candidate.Size <= SizeAbove) && !(candidate.Size >= SizeBelow) && MatchesKey(candidate.Key.Span) && MatchesTags(candidate.Tags);

    private bool MatchesTags(IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        if (tags is null) return true;
        for (var i = 0; i < Tags.Count; i++)
        {
            if (!tags.Contains(Tags[i])) return false;
        }

        return true;
    }
}
