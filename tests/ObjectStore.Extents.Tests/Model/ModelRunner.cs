using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests.Model;

/// <summary>
/// Random operations on a device over a simulated disk, against a dictionary. A failed or cut-off operation leaves several states possible; after each
/// reopening all fragments are read and one of the possible states must be found.
/// </summary>
internal sealed partial class ModelRunner : IAsyncDisposable
{
    private const int IdCount = 150;

    private static readonly ExtentsOptions Options = new()
    {
        ExtentBytes = 256 << 10,
        CapacityBytes = 64 << 20,
        ReserveExtents = 2,
        DirectWriteBytesMin = 64 << 10,
        ZeroAheadBytes = 16 << 10,
        ReadThreads = 1,
        CompactionBytesPerSecond = 1L << 40,
        RunsMaintenance = false,
    };

    private readonly ModelProfile _profile;
    private readonly Random _random;
    private readonly TestMeterFactory _meters = new();
    private readonly ExtentsMetrics _metrics;
    private readonly Dictionary<FragmentId, ModelFragment> _model = [];
    private readonly FragmentId[] _ids = [.. Enumerable.Range(0, IdCount).Select(i => TestFragments.Id(i, (byte)(i % 3)))];
    private readonly ExtentsOptions _options;
    private SimulatedDevice _disk;
    private ExtentDevice? _device;
    private bool _wasDamaged;
    private ulong _nextSeed;

    public ModelRunner(int seed, ModelProfile profile, bool ignoresFlush = false)
    {
        (_profile, _random) = (profile, new Random(seed));
        _metrics = new ExtentsMetrics(_meters);
        _options = profile == ModelProfile.FullDevice
            ? new ExtentsOptions
            {
                ExtentBytes = Options.ExtentBytes,
                CapacityBytes = 12 * Options.ExtentBytes,
                ReserveExtents = 2,
                DirectWriteBytesMin = Options.DirectWriteBytesMin,
                ZeroAheadBytes = Options.ZeroAheadBytes,
                ReadThreads = 1,
                CompactionBytesPerSecond = 1L << 40,
                RunsMaintenance = false,
            }
            : Options;
        _disk = new SimulatedDevice(seed);
        foreach (var id in _ids) _model[id] = new ModelFragment();
        ExtentDevice.Create(_disk, new Superblock(DeviceId.New(), Guid.NewGuid(), "model", DateTimeOffset.UnixEpoch));
        _disk.Faults.IgnoresFlush = ignoresFlush;
        SetFaults(true);
    }

    /// <summary>Operations done.</summary>
    public int Done { get; private set; }

    /// <summary>How often each thing happened, for the test's output: a run that never crashed proves little.</summary>
    public SortedDictionary<string, int> Happened { get; } = [];

    public async Task RunAsync(int operations)
    {
        await OpenAsync();
        while (Done < operations) await StepAsync();
        await ReopenCleanlyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_device is not null)
        {
            _disk.Crash();
            await _device.DisposeAsync();
        }

        _metrics.Dispose();
        _meters.Dispose();
    }

    private Task StepAsync() => _random.Next(1000) switch
    {
        < 380 => PutAsync(PickId()),
        < 430 => PutManyAsync(),
        < 560 => DeleteAsync(),
        < 900 => ReadAsync(PickId()),
        < 930 => DescribeAsync(),
        < 933 => CheckListingAsync(),
        < 936 => CheckVerificationAsync(),
        < 945 => CheckpointAsync(),
        < 985 => CompactAsync(),
        < 987 => ReopenCleanlyAsync(),
        < 992 => CrashAsync(),
        < 996 when _profile == ModelProfile.Damage => DamageAsync(),
        _ => CrashInFlightAsync(),
    };

    private async Task PutAsync(FragmentId id)
    {
        Done++;
        var content = NewContent();
        var fragment = _model[id];
        _ = fragment.History.Add(content);
        fragment.MayBecome(content);
        var error = await CatchAsync(() => _device!.PutAsync(WriteOf(id, content), CancellationToken.None).AsTask());
        if (error is null) fragment.Acknowledge(content);
        else await RecoverFromAsync(error, "put");
    }

    private async Task PutManyAsync()
    {
        var ids = _ids.OrderBy(_ => _random.Next()).Take(_random.Next(2, 12)).ToList();
        await Task.WhenAll(await StartPutsAsync(ids));
    }

    /// <summary>Begins puts of different ids; each task updates the model when it is acknowledged.</summary>
    private Task<List<Task>> StartPutsAsync(List<FragmentId> ids)
    {
        var tasks = new List<Task>();
        foreach (var id in ids)
        {
            Done++;
            var content = NewContent();
            var fragment = _model[id];
            _ = fragment.History.Add(content);
            fragment.MayBecome(content);
            var put = _device!.PutAsync(WriteOf(id, content), CancellationToken.None).AsTask();
            tasks.Add(FinishAsync(put, fragment, content));
        }

        return Task.FromResult(tasks);
    }

    private async Task FinishAsync(Task put, ModelFragment fragment, ModelContent content)
    {
        var error = await CatchAsync(() => put);
        if (error is null)
        {
            lock (fragment) fragment.Acknowledge(content);
        }
        else
        {
            Count(error.Code.ToString());
        }
    }

    private async Task DeleteAsync()
    {
        Done++;
        var ids = _ids.OrderBy(_ => _random.Next()).Take(_random.Next(1, 5)).ToList();
        foreach (var id in ids) _model[id].MayBecome(null);
        var error = await CatchAsync(() => _device!.DeleteAsync(ids, CancellationToken.None).AsTask());
        if (error is not null) await RecoverFromAsync(error, "delete");
        else foreach (var id in ids) _model[id].Acknowledge(null);
    }

    private async Task ReadAsync(FragmentId id)
    {
        Done++;
        var fragment = _model[id];
        var candidates = Candidates(fragment).ToList();
        var length = candidates.Count > 0 ? candidates.Min(content => content.Length) : 1;
        var offset = _random.Next(length);
        var read = new byte[_random.Next(1, length - offset + 1)];
        var error = await CatchAsync(() => _device!.ReadAsync(id, offset, read, CancellationToken.None).AsTask());
        if (error is null) Assert.True(candidates.Exists(content => content.Matches(read, offset)), $"wrong bytes of {id} at {offset}+{read.Length}");
        else CheckReadError(fragment, id, error);
    }

    private async Task DescribeAsync()
    {
        Done++;
        var id = PickId();
        try
        {
            var description = await _device!.TryDescribeAsync(id, CancellationToken.None);
            if (description is null) Assert.True(MayBeAbsent(_model[id]), $"{id} is not described");
            else Assert.Contains(Candidates(_model[id]), content => content.Length == description.PayloadBytes);
        }
        catch (StorageException exception)
        {
            CheckReadError(_model[id], id, exception);
        }
    }

    private async Task CheckpointAsync()
    {
        Done++;
        try
        {
            await Task.Run(() => _device!.Maintenance.WriteCheckpoint(isClean: false));
            Count("checkpoint");
        }
        catch (DeviceIoException)
        {
            Count("failed checkpoint");
        }
    }

    private async Task CompactAsync()
    {
        Done++;
        var error = await CatchAsync(async () =>
        {
            if (await _device!.Maintenance.CompactOneAsync(CancellationToken.None)) Count("compacted");
        });
        if (error is not null) Count("failed compaction");
    }

    /// <summary>A device that is full is emptied; one that has turned read-only is opened again, as an operator would do.</summary>
    private async Task RecoverFromAsync(StorageException error, string operation)
    {
        Count($"{operation}: {error.Code}");
        if (error.Code == StorageErrorCode.DeviceFull)
        {
            await CheckpointAsync();
            for (var i = 0; i < 20; i++) await CompactAsync();
            if (operation == "put") await DeleteAsync();
            else if (_profile != ModelProfile.InputOutputErrors) await RetryDeleteAsync();
            return;
        }

        Assert.Equal(StorageErrorCode.DeviceFailed, error.Code);
        Assert.NotEqual(ModelProfile.Crashes, _profile);
        await CrashAsync();
    }

    /// <summary>A full device must let itself be emptied: with compaction done, a delete succeeds.</summary>
    private async Task RetryDeleteAsync()
    {
        var id = PickId();
        _model[id].MayBecome(null);
        Assert.Null(await CatchAsync(() => _device!.DeleteAsync([id], CancellationToken.None).AsTask()));
        _model[id].Acknowledge(null);
    }

    private void CheckReadError(ModelFragment fragment, FragmentId id, StorageException error)
    {
        var isAllowed = error.Code switch
        {
            StorageErrorCode.FragmentNotFound => MayBeAbsent(fragment),
            StorageErrorCode.CorruptFragment => _wasDamaged || fragment.Possible.Count > 0,
            StorageErrorCode.DeviceFailed => _profile == ModelProfile.InputOutputErrors,
            _ => false,
        };
        Assert.True(isAllowed, $"{id}: {error.Code} {error.Message}");
    }

    private bool MayBeAbsent(ModelFragment fragment) => _wasDamaged || fragment.MayBeAbsent;

    /// <summary>What a read may return. After damage an older content may come back: the record that replaced it may be what was damaged.</summary>
    private IEnumerable<ModelContent> Candidates(ModelFragment fragment) => _wasDamaged ? fragment.History : fragment.Readable;

    private FragmentId PickId() => _ids[_random.Next(IdCount)];

    private ModelContent NewContent()
    {
        var length = _random.Next(10) switch
        {
            < 6 => _random.Next(1, 2000),
            < 8 => _random.Next(1, 20_000),
            < 9 => 4096 * _random.Next(16, 30),
            _ => _random.Next(60_000, 140_000),
        };
        return new ModelContent(length, (++_nextSeed * 0x9E3779B97F4A7C15) ^ (ulong)_random.NextInt64());
    }

    private static FragmentWrite WriteOf(FragmentId id, ModelContent content)
    {
        // Multiples of a page go through aligned memory, which the device takes without a copy.
        Memory<byte> payload = content.Length % 4096 == 0 ? TestFragments.Aligned(content.Length) : new byte[content.Length];
        content.Fill(payload.Span);
        return TestFragments.Write(id, payload);
    }

    private static async Task<StorageException?> CatchAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (StorageException exception)
        {
            return exception;
        }
    }

    private void Count(string what)
    {
        lock (Happened) Happened[what] = Happened.GetValueOrDefault(what) + 1;
    }
}
