using System.Text.Json;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The commands <c>aws iam …</c>, and what their users may then do with <c>aws s3api …</c>.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class AwsIamTests(ClientsFixture fixture)
{
    private const string Reading = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","iam:GetUser"],"Resource":"*"}]}""";

    public static TheoryData<string> Programs => ClientPrograms.Rows(ClientPrograms.Aws);

    [Theory, MemberData(nameof(Programs))]
    public async Task User_WithKeyAndPolicy_DoesWhatItsPoliciesAllow(string aws)
    {
        var bucket = fixture.NewBucketName();
        (await RunAsync(aws, fixture.Environment, "s3api", "create-bucket", "--bucket", bucket)).Succeeded();
        var user = (await RunAsync(aws, fixture.Environment, "iam", "create-user", "--user-name", "Reader", "--path", "/team/")).Json().GetProperty("User");
        var key = (await RunAsync(aws, fixture.Environment, "iam", "create-access-key", "--user-name", "Reader")).Json().GetProperty("AccessKey");
        var reader = EnvironmentOf(key);

        Assert.Equal("arn:aws:iam::root:user/team/Reader", user.GetProperty("Arn").GetString());
        (await RunAsync(aws, reader, "s3api", "list-objects-v2", "--bucket", bucket)).FailedWith("AccessDenied");
        (await RunAsync(aws, reader, "iam", "get-user")).FailedWith("AccessDenied");
        (await RunAsync(aws, fixture.Environment, "iam", "put-user-policy", "--user-name", "Reader", "--policy-name", "reading", "--policy-document", Reading)).Succeeded();
        (await RunAsync(aws, reader, "s3api", "list-objects-v2", "--bucket", bucket)).Succeeded();
        (await RunAsync(aws, reader, "s3api", "put-object", "--bucket", bucket, "--key", "k")).FailedWith("AccessDenied");
        Assert.Equal("Reader", (await RunAsync(aws, reader, "iam", "get-user")).Json().GetProperty("User").GetProperty("UserName").GetString());
        var shown = (await RunAsync(aws, fixture.Environment, "iam", "get-user-policy", "--user-name", "Reader", "--policy-name", "reading")).Json();
        Assert.Equal("iam:GetUser", shown.GetProperty("PolicyDocument").GetProperty("Statement")[0].GetProperty("Action")[1].GetString());

        (await RunAsync(aws, fixture.Environment, "iam", "delete-user", "--user-name", "Reader")).FailedWith("DeleteConflict");
        (await RunAsync(aws, fixture.Environment, "iam", "delete-access-key", "--user-name", "Reader", "--access-key-id", key.GetProperty("AccessKeyId").GetString()!)).Succeeded();
        (await RunAsync(aws, reader, "s3api", "list-objects-v2", "--bucket", bucket)).FailedWith("InvalidAccessKeyId");
        (await RunAsync(aws, fixture.Environment, "iam", "delete-user-policy", "--user-name", "Reader", "--policy-name", "reading")).Succeeded();
        (await RunAsync(aws, fixture.Environment, "iam", "delete-user", "--user-name", "Reader")).Succeeded();
        (await RunAsync(aws, fixture.Environment, "iam", "get-user", "--user-name", "Reader")).FailedWith("NoSuchEntity");
    }

    private Dictionary<string, string> EnvironmentOf(JsonElement key) => new(fixture.Environment)
    {
        ["AWS_ACCESS_KEY_ID"] = key.GetProperty("AccessKeyId").GetString()!,
        ["AWS_SECRET_ACCESS_KEY"] = key.GetProperty("SecretAccessKey").GetString()!,
    };

    private Task<CommandResult> RunAsync(string aws, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        Assert.SkipWhen(aws.Length == 0, "The aws command is not installed.");
        return CommandRunner.RunAsync(aws, ["--endpoint-url", fixture.Standalone.Endpoint.GetLeftPart(UriPartial.Authority), .. arguments], environment);
    }
}
