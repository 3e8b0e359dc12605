using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>A service that says who called it, and fails when it is told to.</summary>
internal sealed class EchoService : IQueryService
{
    public string Version => "2000-01-01";

    public string SigningName => "echo";

    public string XmlNamespace => "https://echo.example/";

    public ValueTask AnswerAsync(QueryCall call, S3XmlWriter result)
    {
        if (call.Action == "Fail") throw new StorageException(StorageErrorCode.IndexUnavailable, "The catalog does not answer.");
        if (call.Action == "Refuse") throw QueryErrors.AccessDenied("No <way>.");
        result.Element("Caller"u8, call.Caller.UserId);
        result.Element("Text"u8, call.Form["Text"]);
        return ValueTask.CompletedTask;
    }
}
