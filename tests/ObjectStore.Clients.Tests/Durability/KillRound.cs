using System.Net;
using Amazon.S3;

namespace ObjectStore.Clients.Tests.Durability;

/// <summary>Writers at work until the process is killed.</summary>
internal static class KillRound
{
    private static readonly TimeSpan WritersEnd = TimeSpan.FromSeconds(120);

    /// <summary>Runs the writers, kills the process after a while, and waits until all of them have noticed.</summary>
    /// <remarks>Fails the test when a write fails before, or is answered with an error.</remarks>
    public static async Task RunAsync(
        StandaloneProcess standalone, IReadOnlyList<RandomWriter> writers, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = writers.Select(writer => Task.Run(() => writer.WriteUntilFailureAsync(stop.Token), stop.Token)).ToList();
        var early = await Task.WhenAny([Task.Delay(delay, cancellationToken), .. running]) as Task<Exception>;
        Assert.True(early is null, $"A write failed while the process ran: {(early is null ? null : await early)}\n{standalone.Output}");
        await standalone.KillAsync();
        foreach (var failure in await Task.WhenAll(running).WaitAsync(WritersEnd, cancellationToken))
        {
            // Nothing but the lost connection ends a writer: an answer with an error is one that the store chose to give.
            Assert.False(
                failure is AmazonS3Exception { StatusCode: >= HttpStatusCode.BadRequest },
                $"A write was refused: {failure}\n{standalone.Output}");
        }
    }
}
