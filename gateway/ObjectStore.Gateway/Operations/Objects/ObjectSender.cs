using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Rates;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Sends the bytes of objects, after status and headers were set.</summary>
internal sealed class ObjectSender(DataKeys keys, ObjectRuns runs, RequestGate gate, GatewayMetrics metrics)
{
    /// <summary>Sends the bytes of the object that <paramref name="context"/> has the key of, or gives the error, with nothing sent.</summary>
    public async ValueTask<S3Error?> SendAsync(S3Context context, ObjectSlice slice)
    {
        if (slice.Length == 0) return null;
        if (gate.TrySend(context, slice.Length) is { } slow) return slow;
        var (dataKey, keyError) = slice.Record.Encryption is null ? default : await keys.OpenAsync(context, slice.Record);
        if (keyError is not null) return keyError;
        using var ownedKey = dataKey;
        await runs.ReadAsync(
            context.Bucket.Id, context.Key, slice.Record, dataKey, slice.Position, slice.Length, context.Response.BodyWriter, context.Aborted);
        metrics.Sent(slice.Length);
        return null;
    }
}
