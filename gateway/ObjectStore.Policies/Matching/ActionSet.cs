namespace ObjectStore.Policies.Matching;

/// <summary>A set of actions, so that a request is matched with all patterns of a statement at once. Immutable.</summary>
internal sealed class ActionSet
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _words;

    private ActionSet(ulong[] words) => _words = words;

    public static ActionSet None { get; } = new(NewWords());

    /// <summary>All actions of S3.</summary>
    public static ActionSet OfS3 { get; } = Matching("s3:*");

    /// <summary>All actions of STS.</summary>
    public static ActionSet OfSts { get; } = Matching("sts:*");

    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>The actions whose names match a pattern with <c>*</c> and <c>?</c>, in any case.</summary>
    public static ActionSet Matching(string pattern)
    {
        var words = NewWords();
        var lower = Wildcard.Compile(pattern.ToLowerInvariant());
        for (var i = 0; i < ActionNames.All.Count; i++)
        {
            if (Wildcard.IsMatch(lower, ActionNames.All[i].ToLowerInvariant())) words[i / BitsPerWord] |= 1UL << (i % BitsPerWord);
        }

        return new ActionSet(words);
    }

    public bool Contains(PolicyAction action) => (_words[action.Index / BitsPerWord] & (1UL << (action.Index % BitsPerWord))) != 0;

    public bool Intersects(ActionSet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & other._words[i]) != 0) return true;
        }

        return false;
    }

    public ActionSet With(ActionSet other)
    {
        var words = NewWords();
        for (var i = 0; i < words.Length; i++) words[i] = _words[i] | other._words[i];
        return new ActionSet(words);
    }

    public ActionSet Except()
    {
        var words = NewWords();
        for (var i = 0; i < words.Length; i++) words[i] = ~_words[i];
        return new ActionSet(words);
    }

    private static ulong[] NewWords() => new ulong[(ActionNames.All.Count + BitsPerWord - 1) / BitsPerWord];
}
