using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Queries;

/// <summary>A service with a query API: forms posted to the S3 endpoint, answered in XML. Stateless towards its callers, thread-safe.</summary>
public interface IQueryService
{
    /// <summary>The value of <c>Version</c> by which requests choose the service, such as <c>2010-05-08</c>.</summary>
    string Version { get; }

    /// <summary>Name of the service in the scope of signatures, such as <c>iam</c>.</summary>
    string SigningName { get; }

    /// <summary>XML namespace of its answers.</summary>
    string XmlNamespace { get; }

    /// <summary>Answers a request. Nothing of the answer is sent before this returns.</summary>
    /// <param name="call">The request; its signature is right, or it has none.</param>
    /// <param name="result">Takes what stands inside the element <c>…Result</c>.</param>
    /// <exception cref="QueryException">What the client gets in place of a result.</exception>
    /// <exception cref="Core.Errors.StorageException">The store does not answer.</exception>
    ValueTask AnswerAsync(QueryCall call, S3XmlWriter result);
}
