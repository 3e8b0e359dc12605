using System.CommandLine;
using ObjectStore.Cli.Connection;
using ObjectStore.Cli.Transfer;

namespace ObjectStore.Cli.Commands;

/// <summary>The option that says where S3 is, for commands that take <c>s3://BUCKET/KEY</c>.</summary>
internal sealed class S3Options(CliSession session)
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL_S3";
    private const string GeneralEndpointVariable = "AWS_ENDPOINT_URL";

    public Option<string?> Endpoint { get; } = new("--s3-endpoint")
    {
        Description = $"where S3 is, for s3://BUCKET/KEY [default: {EndpointVariable} or {GeneralEndpointVariable}]; keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the store's own",
    };

    /// <summary>A client of the object; the caller disposes it.</summary>
    public S3Client Connect(ParseResult parsed, S3Location location)
    {
        var text = parsed.GetValue(Endpoint) ?? session.Context.Environment(EndpointVariable) ?? session.Context.Environment(GeneralEndpointVariable);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.PathAndQuery != "/")
            throw new CliException(ExitCode.Usage, $"For s3:// set --s3-endpoint or {EndpointVariable} to an endpoint such as http://127.0.0.1:9000.");
        return new S3Client(endpoint, location, session.SignerOf(Credentials.FindForS3(session.Context.Environment, endpoint)));
    }
}
