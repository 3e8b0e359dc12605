using System.Collections.Concurrent;
using System.Globalization;
using ObjectStore.Testing.History;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>One client: writes, reads, deletes and lists keys of its own, and takes part in the traffic on shared keys. One operation at a time.</summary>
/// <remarks>Of its own keys it knows at any time what a listing must hold: those whose write was acknowledged, and perhaps those of which nobody knows.</remarks>
internal sealed class LoadClient
{
    private const int LengthMin = 16;
    private const int ListedKeysMax = 50;

    /// <summary>Operations by how many of a hundred they are.</summary>
    private static readonly (int Share, Func<LoadClient, CancellationToken, Task> Run)[] Mix =
    [
        (24, static (client, token) => client.PutOwnAsync(token)),
        (14, static (client, token) => client.GetOwnAsync(token)),
        (5, static (client, token) => client.DeleteOwnAsync(token)),
        (3, static (client, token) => client.ListOwnAsync(token)),
        (15, static (client, token) => client.PutSharedAsync(OperationKind.Put, token)),
        (6, static (client, token) => client.PutSharedAsync(OperationKind.PutIfAbsent, token)),
        (7, static (client, token) => client.PutSharedAsync(OperationKind.PutIfMatch, token)),
        (18, static (client, token) => client.GetSharedAsync(token)),
        (6, static (client, token) => client.DeleteSharedAsync(token)),
        (2, static (client, token) => client.PutPartsAsync(token)),
    ];

    private static readonly int MixTotal = Mix.Sum(static each => each.Share);

    private readonly ObjectOperations _objects;
    private readonly SharedKeys _shared;
    private readonly Random _random;
    private readonly string _name;
    private readonly string _prefix;
    private readonly int _gatewayCount;
    private readonly List<string> _keys = [];
    private readonly ConcurrentDictionary<string, bool?> _isThere = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lastSeen = new(StringComparer.Ordinal);

    public LoadClient(int number, int seed, ObjectOperations objects, SharedKeys shared, int gatewayCount)
    {
        (_objects, _shared, _gatewayCount) = (objects, shared, gatewayCount);
        _random = new Random(HashCode.Combine(seed, number));
        _name = string.Create(CultureInfo.InvariantCulture, $"client-{number}");
        _prefix = $"own/{_name}/";
    }

    /// <summary>Listings that lacked a key or had one too many.</summary>
    public ConcurrentQueue<string> WrongListings { get; } = new();

    /// <summary>All keys of its own that it ever wrote.</summary>
    public IReadOnlyList<string> Keys => _keys;

    private int Gateway => _random.Next(_gatewayCount);

    /// <summary>Runs one operation after the other.</summary>
    /// <param name="pace">Told of the end of each, and says when the next may begin.</param>
    /// <param name="stopping">Ends it after the operation under way.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task RunAsync(LoadPace pace, CancellationToken stopping, CancellationToken cancellationToken)
    {
        while (!stopping.IsCancellationRequested)
        {
            var draw = _random.Next(MixTotal);
            var index = 0;
            for (; draw >= Mix[index].Share; index++) draw -= Mix[index].Share;
            await Mix[index].Run(this, cancellationToken);
            await pace.EndedAsync(stopping);
        }
    }

    private async Task PutOwnAsync(CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_prefix}{_keys.Count:D6}");
        _keys.Add(key);
        _isThere[key] = null;
        var (outcome, _) = await _objects.PutAsync(_name, Gateway, key, Length(), OperationKind.Put, null, cancellationToken);
        if (outcome == OperationOutcome.Applied) _isThere[key] = true;
    }

    private async Task GetOwnAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count > 0) await _objects.GetAsync(_name, Gateway, _keys[_random.Next(_keys.Count)], cancellationToken);
    }

    private async Task DeleteOwnAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count == 0) return;
        var key = _keys[_random.Next(_keys.Count)];
        var before = _isThere[key];
        _isThere[key] = null;
        var outcome = await _objects.DeleteAsync(_name, Gateway, key, cancellationToken);

        // A write of unknown outcome may come after the deletion.
        if (outcome == OperationOutcome.Applied && before is not null) _isThere[key] = false;
    }

    /// <summary>Lists all its keys, a page at a time. Not while <see cref="RunAsync"/> runs.</summary>
    public async Task CheckListingAsync(CancellationToken cancellationToken)
    {
        for (var first = 0; first < _keys.Count; first += ListedKeysMax) await ListOwnAsync(first, cancellationToken);
    }

    private async Task ListOwnAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count > 0) await ListOwnAsync(_random.Next(_keys.Count), cancellationToken);
    }

    private async Task ListOwnAsync(int first, CancellationToken cancellationToken)
    {
        var startAfter = first == 0 ? _prefix : _keys[first - 1];
        if (await _objects.ListAsync(Gateway, _prefix, startAfter, ListedKeysMax, cancellationToken) is not { } listed) return;
        var end = listed.Count == ListedKeysMax ? listed[^1] : _prefix + "~";
        var range = _keys.Skip(first).TakeWhile(key => string.CompareOrdinal(key, end) <= 0).ToList();
        var missing = range.Where(key => _isThere[key] == true).Except(listed).ToList();
        var tooMany = listed.Where(key => !_isThere.TryGetValue(key, out var isThere) || isThere == false).ToList();
        if (missing.Count + tooMany.Count > 0)
            WrongListings.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} after {startAfter}: missing {string.Join(' ', missing.Take(5))}, too many {string.Join(' ', tooMany.Take(5))}");
    }

    private async Task PutSharedAsync(OperationKind kind, CancellationToken cancellationToken)
    {
        var key = _shared.Next(_random);
        string? expected = null;
        if (kind == OperationKind.PutIfMatch)
        {
            expected = _lastSeen.GetValueOrDefault(key) ?? await _objects.GetAsync(_name, Gateway, key, cancellationToken);
            if (string.IsNullOrEmpty(expected)) return;
        }

        var (outcome, value) = await _objects.PutAsync(_name, Gateway, key, Length(), kind, expected, cancellationToken);
        if (outcome == OperationOutcome.Applied) _lastSeen[key] = value;
        else _lastSeen.Remove(key);
    }

    private async Task GetSharedAsync(CancellationToken cancellationToken)
    {
        var key = _shared.Next(_random);
        if (await _objects.GetAsync(_name, Gateway, key, cancellationToken) is { Length: > 0 } value) _lastSeen[key] = value;
    }

    private async Task DeleteSharedAsync(CancellationToken cancellationToken) =>
        await _objects.DeleteAsync(_name, Gateway, _shared.Next(_random), cancellationToken);

    private async Task PutPartsAsync(CancellationToken cancellationToken)
    {
        // Every part but the last has at least 5 MiB.
        int[] parts = _random.Next(20) == 0 ? [5 << 20, _random.Next(1, 300_000)] : [_random.Next(1, 300_000)];
        await _objects.PutPartsAsync(_name, Gateway, _shared.Next(_random), parts, cancellationToken);
    }

    /// <summary>Mostly copies in three zones, sometimes one stripe, seldom more than one stripe (4 MiB).</summary>
    /// <summary>Never so short that two values could have the same bytes: a value is recognized by them.</summary>
    private int Length() => _random.Next(1_000) switch
    {
        < 700 => _random.Next(LengthMin, 4_096),
        < 940 => _random.Next(4_096, 65_536),
        < 995 => _random.Next(65_536, 400_000),
        < 999 => _random.Next(400_000, 2_000_000),
        _ => _random.Next(4_000_000, 9_000_000),
    };
}
