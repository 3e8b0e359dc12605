using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests.Model;

/// <content>Stopping, crashing, opening again, and comparing everything.</content>
internal sealed partial class ModelRunner
{
    private async Task OpenAsync()
    {
        SetFaults(false);
        if (_random.Next(4) == 0) _disk.CrashAtOperation = _disk.Operations + _random.Next(1, 12);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _device = await ExtentDevice.OpenAsync(_disk, _options, _metrics, TimeProvider.System, NullLogger.Instance);
                if (!_disk.IsCrashed) break;
                await _device.DisposeAsync();
            }
            catch (StorageException exception)
            {
                Assert.True(_disk.IsCrashed, $"{exception} {exception.InnerException}");
            }

            Count("crash while opening");
            Assert.True(attempt < 2);
            _disk = _disk.Reboot(AnyLoss());
        }

        _disk.CrashAtOperation = int.MaxValue;
        Count(_device.Report.WasClean ? "opened clean" : _device.Report.HadCheckpoint ? "opened by replay" : "opened by full scan");
        if (_device.Report.HadTornBatch) Count("torn batch");
        SetFaults(true);
    }

    private async Task ReopenCleanlyAsync()
    {
        Done++;
        SetFaults(false);
        await _device!.DisposeAsync();
        _disk = _disk.Reboot(CrashLoss.Everything);
        await ReopenAsync();
    }

    private async Task CrashAsync()
    {
        Done++;
        _disk.Crash();
        await _device!.DisposeAsync();
        _disk = _disk.Reboot(AnyLoss());
        await ReopenAsync();
    }

    /// <summary>Crashes at one of the next operations of the disk, with puts under way.</summary>
    private async Task CrashInFlightAsync()
    {
        _disk.CrashAtOperation = _disk.Operations + _random.Next(1, 9);
        var ids = _ids.OrderBy(_ => _random.Next()).ToList();
        var deleted = ids.Take(2).ToList();
        foreach (var id in deleted) _model[id].MayBecome(null);
        var delete = CatchAsync(() => _device!.DeleteAsync(deleted, CancellationToken.None).AsTask());
        var puts = await StartPutsAsync([.. ids.Skip(2).Take(_random.Next(1, 20))]);
        await Task.WhenAll(puts);
        if (await delete is null) deleted.ForEach(id => _model[id].Acknowledge(null));
        Count("crash in flight");
        await CrashAsync();
    }

    private async Task DamageAsync()
    {
        Done++;
        for (var i = _random.Next(1, 4); i > 0; i--) _wasDamaged |= _disk.FlipBit(name => name is not "device.json" and not "lock", _random);
        Count("bits flipped");
        if (_random.Next(4) == 0) await CrashAsync();
    }

    private async Task ReopenAsync()
    {
        if (_random.Next(6) == 0)
        {
            _disk.Delete("checkpoint");
            _disk.Flush();
        }

        await OpenAsync();
        SetFaults(false);
        foreach (var id in _ids) await SettleAsync(id);
        await CheckListingAsync();
        await CheckVerificationAsync();
        SetFaults(true);
    }

    /// <summary>Finds out which of the possible states it is; from here on it is the only one.</summary>
    private async Task SettleAsync(FragmentId id)
    {
        var fragment = _model[id];
        var description = await TryDescribeAsync(id);
        if (description is null)
        {
            Assert.True(MayBeAbsent(fragment), $"{id} is gone; {fragment.Possible.Count} uncertain");
            fragment.Acknowledge(null);
            return;
        }

        var read = new byte[description.PayloadBytes];
        var error = await CatchAsync(() => _device!.ReadAsync(id, 0, read, CancellationToken.None).AsTask());
        if (error is not null)
        {
            Assert.True(_wasDamaged, $"{id}: {error.Code}");
            return;
        }

        var found = Candidates(fragment).FirstOrDefault(content => content.Length == read.Length && content.Matches(read, 0));
        Assert.True(found is not null, $"wrong bytes of {id}");
        fragment.Acknowledge(found);
    }

    private async Task<FragmentDescription?> TryDescribeAsync(FragmentId id)
    {
        try
        {
            return await _device!.TryDescribeAsync(id, CancellationToken.None);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptFragment && _wasDamaged)
        {
            return null;
        }
    }

    private async Task CheckListingAsync()
    {
        Done++;
        var listed = new HashSet<FragmentId>();
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await _device!.ListAsync(at, _random.Next(1, 100), CancellationToken.None);
            listed.UnionWith(page.Fragments.Select(fragment => fragment.Id));
            cursor = page.Next;
        }

        if (_profile == ModelProfile.InputOutputErrors && _disk.Faults.ReadErrors > 0) return;
        foreach (var (id, fragment) in _model)
        {
            if (listed.Contains(id)) Assert.True(Candidates(fragment).Any(), $"{id} is listed");
            else Assert.True(MayBeAbsent(fragment), $"{id} is not listed");
        }
    }

    private async Task CheckVerificationAsync()
    {
        Done++;
        var verified = 0L;
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await _device!.VerifyAsync(at, 300_000, CancellationToken.None);
            verified += page.VerifiedBytes;
            if (_disk.Faults.ReadErrors == 0) Assert.True(_wasDamaged || page.Damaged.Count == 0, "undamaged fragments are reported");
            cursor = page.Next;
        }

        Assert.Equal(_device!.Status.LiveBytes, verified);
    }

    private CrashLoss AnyLoss() => (CrashLoss)_random.Next(4);

    private void SetFaults(bool isOn)
    {
        var faults = _disk.Faults;
        var hasErrors = isOn && _profile == ModelProfile.InputOutputErrors;
        (faults.WriteErrors, faults.FlushErrors, faults.ReadErrors) = hasErrors ? (0.004, 0.004, 0.002) : (0, 0, 0);
        var isDamaging = isOn && _profile == ModelProfile.Damage;
        (faults.MisdirectedWrites, faults.LostWrites) = isDamaging ? (0.001, 0.001) : (0, 0);
        _wasDamaged |= isDamaging;
    }
}
