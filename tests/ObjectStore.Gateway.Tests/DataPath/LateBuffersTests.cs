using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.DataPath;

public sealed class LateBuffersTests
{
    /// <summary>Method: one thread offers what never fits, again and again, while another adds what fits exactly.</summary>
    [Fact]
    public async Task TryAdd_OthersAreRefusedMeanwhile_IsNotRefusedForThem()
    {
        var late = new LateBuffers(new DataPathOptions { LateBufferBytesMax = 10 });
        using var stop = new CancellationTokenSource();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var offering = Task.Run(
            () =>
            {
                var added = 0;
                for (began.SetResult(); !stop.IsCancellationRequested;) added += late.TryAdd(11) ? 1 : 0;
                return added;
            },
            CancellationToken.None);
        await began.Task;

        var refused = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            if (late.TryAdd(10)) late.Remove(10);
            else refused++;
        }

        await stop.CancelAsync();
        Assert.Equal((0, 0), (await offering, refused));
    }
}
