using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.S3.Auth;

/// <summary>Signing keys by the credential that they were last proven with (access key, day, region). Thread-safe.</summary>
/// <remarks>
/// Only credentials that came with a right signature are added, at most one per access key and day, so that a stranger can fill nothing.
/// At the bound everything is dropped: a key costs five HMACs, about 10 µs, to make again.
/// </remarks>
internal sealed class SigningKeyCache(int countMax)
{
    private readonly ConcurrentDictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);
    private int _count;

    public bool TryGet(ReadOnlySpan<char> credential, [NotNullWhen(true)] out SigningKey? key) =>
        _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(credential, out key);

    public void Set(ReadOnlySpan<char> credential, SigningKey key)
    {
        var name = credential.ToString();
        if (!_keys.TryAdd(name, key))
        {
            _keys[name] = key;
            return;
        }

        if (Interlocked.Increment(ref _count) <= countMax) return;
        Interlocked.Exchange(ref _count, 0);
        _keys.Clear();
    }
}
