using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;

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
        var (download, pipe) = await BeginAsync(fixture);
        Fail(fixture, StorageErrorCode.DeviceUnavailable);
        var received = ReceiveAsync(pipe.Reader);
        await WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(download.IsCompleted);

        Fail(fixture, null);

        await download;
        await pipe.Writer.CompleteAsync();
        Assert.Equal(_bytes, await received);
    });

    [Fact]
    public void ReadAsync_DevicesDoNotAnswerInTime_IsCutOff() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var (download, pipe) = await BeginAsync(fixture);
        Fail(fixture, StorageErrorCode.DeviceUnavailable);
        var begun = _time.Clock.GetTimestamp();
        var received = ReceiveAsync(pipe.Reader);

        var exception = await Assert.ThrowsAsync<StorageException>(() => download);

        Assert.Equal(StorageErrorCode.DeviceUnavailable, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), TimeSpan.FromSeconds(5), new DataPathOptions().ReadPatience);
        await pipe.Writer.CompleteAsync();
        await received;
    });

    [Fact]
    public void ReadAsync_WhatIsLost_IsNotWaitedFor() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var (download, pipe) = await BeginAsync(fixture);
        foreach (var device in fixture.Devices) device.Fragments.Clear();
        var begun = _time.Clock.GetTimestamp();
        var received = ReceiveAsync(pipe.Reader);

        var exception = await Assert.ThrowsAsync<StorageException>(() => download);

        Assert.Equal(StorageErrorCode.TooFewFragments, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await pipe.Writer.CompleteAsync();
        await received;
    });

    [Fact]
    public void ReadAsync_NothingIsSentYet_FailsAtOnce() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        var runs = await fixture.WriteAsync(_bytes);
        Fail(fixture, StorageErrorCode.DeviceUnavailable);
        var begun = _time.Clock.GetTimestamp();

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.ReadAsync(runs, 0, _bytes.Length));

        Assert.Equal(StorageErrorCode.DeviceUnavailable, exception.Code);
        Assert.InRange(_time.Clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void ReadAsync_ClientLeavesMeanwhile_Ends() => _time.Run(async () =>
    {
        using var fixture = new DataPathFixture(time: _time.Clock);
        using var gone = new CancellationTokenSource();
        var (download, pipe) = await BeginAsync(fixture, gone.Token);
        Fail(fixture, StorageErrorCode.DeviceUnavailable);
        var received = ReceiveAsync(pipe.Reader);
        await WaitAsync(TimeSpan.FromSeconds(3));

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        await pipe.Writer.CompleteAsync();
        await received;
    });

    private static void Fail(DataPathFixture fixture, StorageErrorCode? code)
    {
        foreach (var device in fixture.Devices.Take(4)) device.ReadFailure = code;
    }

    private static async Task<byte[]> ReceiveAsync(PipeReader reader)
    {
        using var stream = new MemoryStream();
        await reader.CopyToAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private Task WaitAsync(TimeSpan duration) => Task.Delay(duration, _time.Clock, TestContext.Current.CancellationToken);

    /// <summary>A download whose first piece is sent and that waits for its client.</summary>
    private async Task<(Task Download, Pipe Pipe)> BeginAsync(DataPathFixture fixture, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<StripeRun> runs = await fixture.WriteWholeAsync(_bytes);
        var pipe = new Pipe();
        var download = fixture.Data.ReadAsync(runs, 0, _bytes.Length, pipe.Writer, cancellationToken).AsTask();
        await WaitAsync(TimeSpan.FromSeconds(1));
        Assert.False(download.IsCompleted);
        return (download, pipe);
    }
}
