using System.Collections;

namespace ObjectStore.Rpc.Calls;

/// <summary>Names and values beside the messages of a call: headers of the request, headers and trailers of the response. Not thread-safe.</summary>
public sealed class Metadata : IEnumerable<Metadata.Entry>
{
    /// <summary>Ending of the names whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    private readonly List<Entry> _entries = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a text; the name is lower case and does not end in <c>-bin</c>, the value printable ASCII.</summary>
    public void Add(string key, string value) => _entries.Add(new Entry(key, value));

    /// <summary>Adds bytes; the name ends in <c>-bin</c>.</summary>
    public void Add(string key, byte[] value) => _entries.Add(new Entry(key, value));

    /// <summary>The last text under a name, or null.</summary>
    public string? GetValue(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Key == key) return _entries[i].Value;
        }

        return null;
    }

    /// <inheritdoc />
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One name and its value.</summary>
    public sealed class Entry
    {
        /// <summary>A text.</summary>
        public Entry(string key, string value)
        {
            if (IsBinaryName(key)) throw new ArgumentException("A name that ends in -bin takes bytes.", nameof(key));
            (Key, Value) = (key, value);
        }

        /// <summary>Bytes.</summary>
        public Entry(string key, byte[] value)
        {
            if (!IsBinaryName(key)) throw new ArgumentException("The name of a binary entry ends in -bin.", nameof(key));
            (Key, Value, ValueBytes) = (key, "", value);
        }

        /// <summary>The name, lower case.</summary>
        public string Key { get; }

        /// <summary>The text; empty for bytes.</summary>
        public string Value { get; }

        /// <summary>The bytes, or null for a text.</summary>
        public byte[]? ValueBytes { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => ValueBytes is not null;

        internal static bool IsBinaryName(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);
    }
}
