using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Objects;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Conformance.Versions;

/// <summary>What versions of one bucket must be, written as simply as possible: for each key a list, newest first. Ids are those that the index gave.</summary>
internal sealed class ReferenceVersions
{
    public BucketVersioning Versioning { get; set; }

    public SortedDictionary<ObjectKey, List<Entry>> Keys { get; } = [];

    /// <summary>Stripes that the garbage queue must name, by itself or through an upload.</summary>
    public HashSet<StripeId> Garbage { get; } = [];

    public sealed record Entry(VersionName Name, bool IsDeleteMarker, string ETag, IReadOnlyList<StripeId> Stripes)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

        /// <summary>The upload whose part 1 has the stripes, or null.</summary>
        public UploadId? Upload { get; init; }

        public Retention? Retention { get; init; }

        public bool HasLegalHold { get; init; }

        public bool IsLocked(DateTimeOffset now, bool bypasses) =>
            HasLegalHold || (Retention is { } retention && retention.Until > now && !(bypasses && retention.Mode == RetentionMode.Governance));
    }

    public IEnumerable<(ObjectKey Key, Entry Entry, bool IsLatest)> All => Keys.SelectMany(pair => pair.Value.Select((entry, i) => (pair.Key, entry, i == 0)));

    public Entry? Current(ObjectKey key) => Keys.TryGetValue(key, out var entries) && !entries[0].IsDeleteMarker ? entries[0] : null;

    public Entry? Find(ObjectKey key, VersionName name) => Keys.GetValueOrDefault(key)?.Find(entry => entry.Name == name);

    /// <summary>The null version that a write replaces now, if there is one.</summary>
    public Entry? Replaced(ObjectKey key) => Versioning switch
    {
        BucketVersioning.Enabled => null,
        BucketVersioning.Suspended => Find(key, VersionName.Null),
        _ => Keys.GetValueOrDefault(key)?[0],
    };

    public void Add(ObjectKey key, Entry entry)
    {
        if (Replaced(key) is { } replaced) Remove(key, replaced);
        if (!Keys.TryGetValue(key, out var entries)) Keys[key] = entries = [];
        entries.Insert(0, entry);
    }

    public void Remove(ObjectKey key, Entry entry)
    {
        Assert(Keys[key].Remove(entry));
        if (Keys[key].Count == 0) Keys.Remove(key);
        Garbage.UnionWith(entry.Stripes);
    }

    public static IReadOnlyList<StripeId> Stripes(IEnumerable<StripeRun> runs) => [.. ReferenceIndex.Stripes(runs)];

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
