using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ObjectStore.Encryption.Keys;

/// <summary>
/// The master keys of the store: the newest wraps, every one opens what it wrapped. Immutable, thread-safe.
/// </summary>
public sealed class MasterKeyRing
{
    private readonly NamedKey? _newest;
    private readonly FrozenDictionary<string, SecretKey> _keys;

    private MasterKeyRing(IReadOnlyList<NamedKey> keys)
    {
        _newest = keys.Count > 0 ? keys[^1] : null;
        _keys = keys.ToFrozenDictionary(static key => key.Id, static key => key.Key, StringComparer.Ordinal);
    }

    /// <summary>A ring without keys: nothing can be wrapped.</summary>
    public static MasterKeyRing Empty { get; } = new([]);

    /// <summary>Whether there is a key to wrap with.</summary>
    public bool HasKey => _newest is not null;

    /// <summary>The keys of a file, oldest first; an empty path gives <see cref="Empty"/>.</summary>
    /// <exception cref="Telemetry.Hosting.SettingsException">The file is not right.</exception>
    public static MasterKeyRing Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length == 0 ? Empty : new MasterKeyRing(KeyFile.Read(path));
    }

    /// <summary>Wraps a data key with the newest master key.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public WrappedKey Wrap(SecretKey dataKey)
    {
        if (_newest is null) throw new InvalidOperationException("There is no master key.");
        return new WrappedKey(_newest.Id, KeyWrap.Wrap(_newest.Key, dataKey, Encoding.UTF8.GetBytes(_newest.Id)));
    }

    /// <summary>Opens a wrapped data key; false when its master key is not in the ring, or it is damaged.</summary>
    public bool TryUnwrap(in WrappedKey wrapped, [NotNullWhen(true)] out SecretKey? dataKey)
    {
        dataKey = null;
        return _keys.TryGetValue(wrapped.KeyId, out var key) && KeyWrap.TryUnwrap(key, wrapped.Bytes.Span, Encoding.UTF8.GetBytes(wrapped.KeyId), out dataKey);
    }
}
