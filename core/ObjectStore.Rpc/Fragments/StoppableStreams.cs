using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Reads streams that would otherwise never end.</summary>
internal static class StoppableStreams
{
    /// <summary>The next message; false at the end of the stream, and when the process stops.</summary>
    /// <param name="requests">The stream.</param>
    /// <param name="either">Cancelled with the call or with the process.</param>
    /// <param name="call">Cancelled with the call.</param>
    public static async ValueTask<bool> MoveNextUnlessStoppingAsync<T>(this IAsyncStreamReader<T> requests, CancellationToken either, CancellationToken call)
    {
        try
        {
            return await requests.MoveNext(either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !call.IsCancellationRequested)
        {
            return false;
        }
    }
}
