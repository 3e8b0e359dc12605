using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ObjectStore.KubernetesTesting;

/// <summary>Objects, their history, and who watches. Thread-safe; objects are copied on their way in and out.</summary>
internal sealed class ObjectTable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldOwnership> _owners = [];
    private readonly List<StoredChange> _history = [];
    private readonly List<ChannelWriter<StoredChange>> _watchers = [];
    private readonly Dictionary<string, (long Revision, List<JsonObject> Left)> _pages = [];
    private long _revision = 1;
    private long _compactedAt;

    public long Revision
    {
        get
        {
            lock (_lock) return _revision;
        }
    }

    public int WatcherCount
    {
        get
        {
            lock (_lock) return _watchers.Count;
        }
    }

    public JsonObject? Find(ResourceKind kind, string? @namespace, string name)
    {
        lock (_lock) return _objects.GetValueOrDefault(KeyOf(kind, @namespace, name))?.DeepClone() as JsonObject;
    }

    /// <summary>Changes one object: given a copy of what is there, or null, the change returns what shall be, or null.</summary>
    public JsonObject? Change(ResourceKind kind, string? @namespace, string name, Func<JsonObject?, FieldOwnership, JsonObject?> change)
    {
        lock (_lock)
        {
            var key = KeyOf(kind, @namespace, name);
            var before = _objects.GetValueOrDefault(key);
            if (!_owners.TryGetValue(key, out var owners)) owners = new FieldOwnership();
            var after = change(before?.DeepClone() as JsonObject, owners);
            if (after is not null && before is not null && JsonNode.DeepEquals(before, after)) return (JsonObject)after.DeepClone();
            if (after is null && before is null) return null;
            _revision++;
            if (after is null)
            {
                _objects.Remove(key);
                _owners.Remove(key);
            }
            else
            {
                after["metadata"]!["resourceVersion"] = Text(_revision);
                _objects[key] = after;
                _owners[key] = owners;
            }

            var stored = new StoredChange(_revision, kind, before, after);
            _history.Add(stored);
            foreach (var watcher in _watchers) watcher.TryWrite(stored);
            return after?.DeepClone() as JsonObject;
        }
    }

    /// <summary>A page of a list, with the token of the next.</summary>
    public (List<JsonObject> Items, long Revision, string? Continue) List(ResourceKind kind, Selection selection, int limit, string? token)
    {
        lock (_lock)
        {
            var (revision, rest) = token is null ? (_revision, Select(kind, selection)) : TakePage(token);
            var items = rest.Take(limit).ToList();
            if (items.Count == rest.Count) return (items, revision, null);
            var next = Guid.NewGuid().ToString("N");
            _pages[next] = (revision, rest[items.Count..]);
            return (items, revision, next);
        }
    }

    /// <summary>Begins a watch: what has happened since, and then what happens.</summary>
    public ChannelReader<StoredChange> Watch(long since, out Action unsubscribe)
    {
        var channel = Channel.CreateUnbounded<StoredChange>();
        lock (_lock)
        {
            if (since < _compactedAt) throw new ApiFailureException(410, "Expired", $"too old resource version: {since} ({_compactedAt})");
            foreach (var change in _history.Where(change => change.Revision > since)) channel.Writer.TryWrite(change);
            _watchers.Add(channel.Writer);
        }

        unsubscribe = () =>
        {
            lock (_lock) _watchers.Remove(channel.Writer);
        };
        return channel.Reader;
    }

    /// <summary>Forgets the history: older versions and tokens are answered with 410.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _compactedAt = ++_revision;
            _history.Clear();
            _pages.Clear();
        }
    }

    private static string KeyOf(ResourceKind kind, string? @namespace, string name) => $"{kind.Group}|{kind.Plural}|{@namespace}|{name}";

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private List<JsonObject> Select(ResourceKind kind, Selection selection)
    {
        var prefix = $"{kind.Group}|{kind.Plural}|";
        return [.. _objects.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.Value).Where(selection.Matches).Select(entity => (JsonObject)entity.DeepClone())];
    }

    private (long Revision, List<JsonObject> Left) TakePage(string token) => _pages.Remove(token, out var page)
        ? page
        : throw new ApiFailureException(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
}
