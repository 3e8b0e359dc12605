using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Rates;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>GET of an object, a range of it, or one of its parts.</summary>
internal sealed class GetObject(ObjectReader reader, DataKeys keys, ObjectRuns runs, RequestGate gate, GatewayMetrics metrics) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (slice, error) = await reader.PrepareAsync(context);
        if (error is not null || slice.Length == 0) return error;
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
