using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Devices that stop answering in the middle of a download, which can only be cut off then.</summary>
public sealed class PatientReadTests
{
    private readonly VirtualTime _time = new();
    private readonly byte[] _bytes = new byte[1 << 20];

    public PatientReadTests() => new Random(1).NextBytes(_bytes);

    [Fact]
    public void ReadAsync_DevicesAnswerAgainInTime_GoesOn() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var download = DownloadAsync(fixture, () => Fail(fixture, StorageErrorCode.DeviceUnavailable));
        await WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(download.IsCompleted);

        Fail(fixture, null);

        Assert.Equal(_bytes, await download);
    });

    [Fact]
    public void ReadAsync_DevicesDoNotAnswerInTime_IsCutOff() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var begun = 0L;
        var download = DownloadAsync(fixture, () =>
        {
            Fail(fixture, StorageErrorCode.DeviceUnavailable);
            begun = _time.Clock.GetTimestamp();
        });

        var exception = await Assert.ThrowsAsync<StorageException>(() => download);

        Assert.Equal(StorageErrorCode.DeviceUnavailable, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), new DataPathOptions().ReadPatience - TimeSpan.FromSeconds(2), new DataPathOptions().ReadPatience);
    });

    [Fact]
    public void ReadAsync_WhatIsLost_IsNotWaitedFor() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var begun = 0L;
        var download = DownloadAsync(fixture, () =>
        {
            foreach (var device in fixture.Devices) device.Fragments.Clear();
            begun = _time.Clock.GetTimestamp();
        });

        var exception = await Assert.ThrowsAsync<StorageException>(() => download);

        Assert.Equal(StorageErrorCode.TooFewFragments, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void ReadAsync_NothingIsSentYet_FailsAtOnce() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var runs = await fixture.WriteAsync(_bytes);
        foreach (var device in fixture.Devices) device.ReadFailure = StorageErrorCode.DeviceUnavailable;
        var begun = _time.Clock.GetTimestamp();

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.ReadAsync(runs, 0, _bytes.Length));

        Assert.Equal(StorageErrorCode.DeviceUnavailable, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void ReadAsync_ClientLeavesMeanwhile_Ends() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time.Clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(fixture, () => Fail(fixture, StorageErrorCode.DeviceUnavailable), gone.Token));
    });

    private static void Fail(DataPathFixture fixture, StorageErrorCode? code)
    {
        foreach (var device in fixture.Devices.Take(4)) device.ReadFailure = code;
    }

    /// <summary>Writes and reads; <paramref name="hasBegun"/> is called when the first bytes are sent.</summary>
    private async Task<byte[]> DownloadAsync(DataPathFixture fixture, Action hasBegun, CancellationToken cancellationToken = default)
    {
        var runs = await fixture.WriteAsync(_bytes);
        // What the quorum did not wait for.
        await WaitAsync(TimeSpan.FromSeconds(1));
        await using var answer = new Answer(hasBegun);
        await fixture.Data.ReadAsync(runs, 0, _bytes.Length, PipeWriter.Create(answer), cancellationToken);
        return answer.ToArray();
    }

    private Task WaitAsync(TimeSpan duration) => Task.Delay(duration, _time.Clock, TestContext.Current.CancellationToken);

    /// <summary>Takes what is sent at once, on the thread that sends it.</summary>
    private sealed class Answer(Action hasBegun) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length == 0) hasBegun();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
