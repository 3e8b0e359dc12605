using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations;

/// <summary>One operation of the S3 API. Stateless; one instance serves all requests.</summary>
internal interface IS3Operation
{
    /// <summary>Answers the request, or gives the error to answer with; nothing has been sent then.</summary>
    ValueTask<S3Error?> HandleAsync(S3Context context);
}
