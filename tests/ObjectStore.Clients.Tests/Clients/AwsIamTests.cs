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

    [Theory, MemberData(nameof(Programs))]
    public async Task PolicyVersionsAndBoundary_OfAUser_HoldAsTheyAreChosen(string aws)
    {
        var name = fixture.NewBucketName();
        await CallAsync(aws, "s3api", "create-bucket", "--bucket", name);
        var policy = (await CallAsync(aws, "iam", "create-policy", "--policy-name", name, "--policy-document", Allow("s3:ListBucket"), "--tags", "Key=cost,Value=7")).GetProperty("Policy").GetProperty("Arn").GetString()!;
        var fence = (await CallAsync(aws, "iam", "create-policy", "--policy-name", name + "-fence", "--policy-document", Allow("s3:List*"))).GetProperty("Policy").GetProperty("Arn").GetString()!;
        await CallAsync(aws, "iam", "create-user", "--user-name", name, "--permissions-boundary", fence);
        await CallAsync(aws, "iam", "attach-user-policy", "--user-name", name, "--policy-arn", policy);
        var user = EnvironmentOf((await CallAsync(aws, "iam", "create-access-key", "--user-name", name)).GetProperty("AccessKey"));

        (await RunAsync(aws, user, "s3api", "list-objects-v2", "--bucket", name)).Succeeded();
        var second = await CallAsync(aws, "iam", "create-policy-version", "--policy-arn", policy, "--policy-document", Allow("s3:*"), "--set-as-default");
        Assert.Equal("v2", second.GetProperty("PolicyVersion").GetProperty("VersionId").GetString());
        (await RunAsync(aws, user, "s3api", "put-object", "--bucket", name, "--key", "k")).FailedWith("AccessDenied");
        await CallAsync(aws, "iam", "delete-user-permissions-boundary", "--user-name", name);
        (await RunAsync(aws, user, "s3api", "put-object", "--bucket", name, "--key", "k")).Succeeded();
        await CallAsync(aws, "iam", "set-default-policy-version", "--policy-arn", policy, "--version-id", "v1");
        (await RunAsync(aws, user, "s3api", "put-object", "--bucket", name, "--key", "k")).FailedWith("AccessDenied");
        (await RunAsync(aws, fixture.Environment, "iam", "delete-policy-version", "--policy-arn", policy, "--version-id", "v1")).FailedWith("DeleteConflict");
        await CallAsync(aws, "iam", "delete-policy-version", "--policy-arn", policy, "--version-id", "v2");
        await CallAsync(aws, "iam", "put-user-permissions-boundary", "--user-name", name, "--permissions-boundary", fence);
        (await RunAsync(aws, fixture.Environment, "iam", "delete-policy", "--policy-arn", fence)).FailedWith("DeleteConflict");

        var versions = (await CallAsync(aws, "iam", "list-policy-versions", "--policy-arn", policy)).GetProperty("Versions");
        Assert.True(Assert.Single(versions.EnumerateArray()).GetProperty("IsDefaultVersion").GetBoolean());
        var shown = (await CallAsync(aws, "iam", "get-policy-version", "--policy-arn", policy, "--version-id", "v1")).GetProperty("PolicyVersion").GetProperty("Document");
        Assert.Equal("s3:ListBucket", shown.GetProperty("Statement")[0].GetProperty("Action").GetString());
        Assert.Equal("7", (await CallAsync(aws, "iam", "list-policy-tags", "--policy-arn", policy)).GetProperty("Tags")[0].GetProperty("Value").GetString());
        var limited = (await CallAsync(aws, "iam", "list-entities-for-policy", "--policy-arn", fence, "--policy-usage-filter", "PermissionsBoundary")).GetProperty("PolicyUsers");
        Assert.Equal(name, Assert.Single(limited.EnumerateArray()).GetProperty("UserName").GetString());
        var details = (await CallAsync(aws, "iam", "get-account-authorization-details", "--filter", "User")).GetProperty("UserDetailList").EnumerateArray().Single(each => each.GetProperty("UserName").GetString() == name);
        Assert.Equal(fence, details.GetProperty("PermissionsBoundary").GetProperty("PermissionsBoundaryArn").GetString());
        Assert.Equal(policy, details.GetProperty("AttachedManagedPolicies")[0].GetProperty("PolicyArn").GetString());
    }

    private static string Allow(string action) => $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"*"}]}""";

    /// <summary>What the root's command answers; of no meaning where that is nothing.</summary>
    private async Task<JsonElement> CallAsync(string aws, params string[] arguments)
    {
        var result = await RunAsync(aws, fixture.Environment, arguments);
        result.Succeeded();
        return result.Output.Length == 0 ? default : result.Json();
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
