using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Fragments over plain HTTP/1.1: the same puts and reads as over gRPC, for payload that is long enough for its cost to matter. Thread-safe.</summary>
public sealed partial class PayloadServer(ServedDevices devices, PeerAuthorization authorization, ILogger<PayloadServer> logger)
{
    /// <summary>Longest body of a request.</summary>
    public const long BodyBytesMax = PrefixBytes + HeaderBytesMax + FragmentWire.PayloadBytesMax;

    /// <summary>A body that comes more slowly is given up, because it holds a buffer. Far below what a slow network carries.</summary>
    private static readonly MinDataRate BodyRateMin = new(bytesPerSecond: 64 << 10, gracePeriod: TimeSpan.FromSeconds(5));

    private const int PrefixBytes = sizeof(ushort);
    private const int HeaderBytesMax = FragmentWire.OwnerBytesMax + 256;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request) request.MinDataRate = BodyRateMin;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } response) response.MinDataRate = BodyRateMin;
        try
        {
            authorization.Require(http, PeerRoles.Gateway | PeerRoles.Curator);
            if (HttpMethods.IsPut(http.Request.Method) && http.Request.Path.Value == PayloadPaths.Put) await PutAsync(http).ConfigureAwait(false);
            else if (HttpMethods.IsGet(http.Request.Method)) await GetAsync(http).ConfigureAwait(false);
            else http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (RpcException exception)
        {
            http.Response.StatusCode = exception.StatusCode == StatusCode.InvalidArgument ? StatusCodes.Status400BadRequest : StatusCodes.Status403Forbidden;
        }
        catch (StorageException exception)
        {
            http.Response.StatusCode = StatusOf(exception.Code);
            http.Response.Headers[PayloadPaths.ErrorHeader] = ((int)exception.Code).ToString(CultureInfo.InvariantCulture);
            await http.Response.WriteAsync(exception.Message, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionAbortedException or ConnectionResetException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            Log.ClientGone(logger, exception.Message);
        }
    }

    private static int StatusOf(StorageErrorCode code) => code switch
    {
        StorageErrorCode.FragmentNotFound => StatusCodes.Status404NotFound,
        StorageErrorCode.DeviceFull => StatusCodes.Status507InsufficientStorage,
        StorageErrorCode.DeviceUnavailable or StorageErrorCode.Overloaded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));

    private async Task PutAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        var message = await ReadHeaderAsync(body, http.RequestAborted).ConfigureAwait(false);
        if (!FragmentWire.TryRead(message.Fragment, out var header)) throw Invalid("The header is outside of the bounds of a fragment.");
        var device = devices.Get(FragmentWire.ToDevice(message.Device));
        var lease = await devices.BuffersOf(device).RentAsync(header.PayloadBytes, http.RequestAborted).ConfigureAwait(false);
        using var fragment = new IncomingFragment(device, header, lease);
        await FillAsync(body, fragment.Payload, http.RequestAborted).ConfigureAwait(false);
        fragment.Verify(message.PayloadCrc32C);
        await fragment.StoreAsync().ConfigureAwait(false);
        http.Response.ContentLength = 0;
    }

    private async Task GetAsync(HttpContext http)
    {
        if (!PayloadPaths.TryParseGet(http.Request.Path.Value ?? "", out var deviceId, out var id, out var offset, out var length)) throw Invalid("There is no such path.");
        var device = devices.Get(deviceId);
        using var lease = await devices.BuffersOf(device).RentAsync(length, http.RequestAborted).ConfigureAwait(false);
        await device.ReadAsync(id, offset, lease.Memory, http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentLength = length;
        http.Response.Headers[PayloadPaths.CrcHeader] = Crc32C.Compute(lease.Memory.Span).ToString("x8", CultureInfo.InvariantCulture);
        await http.Response.BodyWriter.WriteAsync(lease.Memory, http.RequestAborted).ConfigureAwait(false);
    }

    private static async ValueTask<PutHeader> ReadHeaderAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryReadHeader(read.Buffer, out var header, out var end))
            {
                body.AdvanceTo(end);
                return header;
            }

            if (read.IsCompleted) throw Invalid("The body ends inside its header.");
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool TryReadHeader(ReadOnlySequence<byte> bytes, out PutHeader header, out SequencePosition end)
    {
        (header, end) = (null!, bytes.Start);
        if (bytes.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        bytes.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(prefix);
        if (length > HeaderBytesMax) throw Invalid("The header is too long.");
        if (bytes.Length < PrefixBytes + length) return false;
        var headerBytes = bytes.Slice(PrefixBytes, length);
        end = headerBytes.End;
        try
        {
            header = PutHeader.Parser.ParseFrom(headerBytes);
            return true;
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Invalid(exception.Message);
        }
    }

    private static async ValueTask FillAsync(PipeReader body, Memory<byte> payload, CancellationToken cancellationToken)
    {
        var rest = payload;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > rest.Length) throw Invalid("The body is longer than its header says.");
            read.Buffer.CopyTo(rest.Span);
            rest = rest[(int)read.Buffer.Length..];
            body.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted) continue;
            if (!rest.IsEmpty) throw Invalid("The body is shorter than its header says.");
            return;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Debug, "The client of a transfer has gone: {Message}")]
        public static partial void ClientGone(ILogger logger, string message);
    }
}
