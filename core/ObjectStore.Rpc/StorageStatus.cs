using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc;

/// <summary>
/// The one mapping between storage errors and gRPC status (table in docs/format/rpc.md). The error's number goes along in a trailer, because several errors
/// share a status.
/// </summary>
public static class StorageStatus
{
    /// <summary>The status that stands for an error.</summary>
    public static StatusCode CodeOf(StorageErrorCode code) => code switch
    {
        StorageErrorCode.FragmentNotFound => StatusCode.NotFound,
        StorageErrorCode.CorruptFragment or StorageErrorCode.CorruptIndex or StorageErrorCode.TooFewFragments => StatusCode.DataLoss,
        StorageErrorCode.DeviceFull or StorageErrorCode.Overloaded or StorageErrorCode.IndexFull => StatusCode.ResourceExhausted,
        StorageErrorCode.DeviceFailed => StatusCode.Internal,
        StorageErrorCode.DeviceUnavailable or StorageErrorCode.IndexUnavailable or StorageErrorCode.QuorumNotReached => StatusCode.Unavailable,
        StorageErrorCode.StaleEpoch => StatusCode.Aborted,
        StorageErrorCode.Refused or StorageErrorCode.NewerFormat => StatusCode.FailedPrecondition,
        _ => StatusCode.Unknown,
    };

    /// <summary>An error as the end of a call.</summary>
    public static RpcException Of(StorageException exception)
    {
        var trailers = new Metadata { { GrpcNames.StorageError, ((int)exception.Code).ToString(CultureInfo.InvariantCulture) } };
        return new RpcException(new Status(CodeOf(exception.Code), exception.Message), trailers, exception);
    }

    /// <summary>
    /// What the end of a call means to whoever asked a device: the error that the peer named, otherwise DeviceUnavailable, because a peer that does not answer as
    /// agreed is as good as away.
    /// </summary>
    public static StorageException ToStorage(RpcException exception)
    {
        var code = TryParse(exception.Trailers.GetValue(GrpcNames.StorageError), out var named) ? named : StorageErrorCode.DeviceUnavailable;
        return new StorageException(code, exception.Status.Detail.Length > 0 ? exception.Status.Detail : $"The node answered {exception.StatusCode}.", exception);
    }

    /// <summary>The error with a number that a message carries; one that this release does not know counts as DeviceUnavailable.</summary>
    internal static StorageException FromWire(int number, string message) =>
        new(Enum.IsDefined((StorageErrorCode)number) ? (StorageErrorCode)number : StorageErrorCode.DeviceUnavailable, message);

    /// <summary>Reads an error's number; false when this release does not know it.</summary>
    public static bool TryParse(string? text, out StorageErrorCode code)
    {
        code = default;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !Enum.IsDefined((StorageErrorCode)number)) return false;
        code = (StorageErrorCode)number;
        return true;
    }
}
