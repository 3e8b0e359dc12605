using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Rates;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Queries;

/// <summary>A form posted to no bucket: finds the service that it is for, checks its signature, and sends the answer or the error as such services do.</summary>
/// <remarks>The only place that writes errors of query APIs. A process without such services refuses the method, as S3 does.</remarks>
internal sealed partial class ServiceQuery(IEnumerable<IQueryService> services, SigV4Verifier verifier, RequestGate gate, TimeProvider time, ILogger<ServiceQuery> logger) : IS3Operation
{
    /// <summary>Most bytes of a request: the largest document that IAM takes, with every character escaped, and as much again.</summary>
    private const int BodyBytesMax = 64 << 10;

    private const int ActionLengthMax = 64;

    private readonly IQueryService[] _services = [.. services];

    /// <inheritdoc />
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (_services.Length == 0)
            return new S3Error(S3ErrorCode.MethodNotAllowed) { Fields = [new("Method", "POST"), new("ResourceType", "SERVICE")] };
        var service = _services[0];
        try
        {
            var body = await ReadBodyAsync(context);
            if (!QueryForm.TryParse(body.Span, out var form)) throw QueryErrors.Malformed();
            service = Choose(form);
            var call = Authenticate(context, service, form, body.Span);
            var xml = Start(service, call);
            await service.AnswerAsync(call, xml);
            await SendAsync(context, End(xml, call), StatusCodes.Status200OK);
        }
        catch (QueryException exception)
        {
            await SendErrorAsync(context, service, exception);
        }
        catch (S3Exception exception)
        {
            await SendErrorAsync(context, service, QueryErrors.Of(exception.Error));
        }
        catch (StorageException exception)
        {
            Log.Failed(logger, context.RequestId, exception.Code, exception);
            await SendErrorAsync(context, service, QueryErrors.Of(exception.Code));
        }

        return null;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(S3Context context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.Aborted);
            if (read.Buffer.Length > BodyBytesMax)
            {
                // What follows is not read, so the connection is of no more use.
                context.Response.Headers.Connection = "close";
                throw QueryErrors.TooLarge(BodyBytesMax);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private IQueryService Choose(QueryForm form)
    {
        var (action, version) = (form["Action"], form["Version"]);
        if (action is null) throw new QueryException("MissingAction", StatusCodes.Status400BadRequest, "The request is missing an action or a required parameter.");
        if (action.Length is 0 or > ActionLengthMax || !action.All(char.IsAsciiLetterOrDigit) || char.IsAsciiDigit(action[0])) throw QueryErrors.InvalidAction("", version);
        return Array.Find(_services, service => service.Version == version) ?? throw QueryErrors.InvalidAction(action, version);
    }

    private QueryCall Authenticate(S3Context context, IQueryService service, QueryForm form, ReadOnlySpan<byte> body)
    {
        var isSigned = context.Request.Headers.Authorization.Count > 0;
        var authenticated = isSigned ? verifier.VerifyService(context.Request, service.SigningName, body) : context.Authenticated;
        if (gate.TryRecognize(context, authenticated) is { } slow) throw new S3Exception(slow);
        return new QueryCall(form["Action"]!, form, context.Caller, new RequestKeys(context, action: null, asked: null, time), context.RequestId, context.Aborted);
    }

    private static S3XmlWriter Start(IQueryService service, QueryCall call)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument(Encoding.ASCII.GetBytes(call.Action + "Response"), service.XmlNamespace);
        xml.Start(Encoding.ASCII.GetBytes(call.Action + "Result"));
        return xml;
    }

    private static S3XmlWriter End(S3XmlWriter xml, QueryCall call)
    {
        xml.End(Encoding.ASCII.GetBytes(call.Action + "Result"));
        xml.Start("ResponseMetadata"u8);
        xml.Element("RequestId"u8, call.RequestId);
        xml.End("ResponseMetadata"u8);
        xml.End(Encoding.ASCII.GetBytes(call.Action + "Response"));
        return xml;
    }

    private static async ValueTask SendErrorAsync(S3Context context, IQueryService service, QueryException error)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ErrorResponse"u8, service.XmlNamespace);
        xml.Start("Error"u8);
        xml.Element("Type"u8, error.Status < StatusCodes.Status500InternalServerError ? "Sender" : "Receiver");
        xml.Element("Code"u8, error.Code);
        xml.Element("Message"u8, error.Message);
        xml.End("Error"u8);
        xml.Element("RequestId"u8, context.RequestId);
        xml.End("ErrorResponse"u8);
        await SendAsync(context, xml, error.Status);
    }

    private static ValueTask SendAsync(S3Context context, S3XmlWriter xml, int status)
    {
        context.Response.Headers["x-amzn-RequestId"] = context.RequestId;
        return context.WriteXmlAsync(xml, status, "text/xml");
    }

    private static partial class Log
    {
        [LoggerMessage(1040, LogLevel.Warning, "Request {RequestId} to a query API failed with {Code}.")]
        public static partial void Failed(ILogger logger, string requestId, StorageErrorCode code, Exception exception);
    }
}
