namespace ObjectStore.Clients.Tests.Clients;

/// <summary>Scripts that use <c>boto3</c>, each with every installed version of it.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class Boto3Tests(ClientsFixture fixture)
{
    public static TheoryData<string, string> Scripts
    {
        get
        {
            string[] scripts = ["buckets", "objects", "conditions", "checksums", "multipart", "presigned", "listing", "keys", "federation"];
            string[] interpreters = ClientPrograms.Boto3Interpreters is { Count: > 0 } found ? [.. found] : [""];
            var rows = new TheoryData<string, string>();
            foreach (var interpreter in interpreters)
            {
                foreach (var script in scripts)
                    rows.Add(interpreter, script);
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Script_AgainstTheStore_FindsWhatS3Promises(string interpreter, string script)
    {
        Assert.SkipWhen(interpreter.Length == 0, "No Python interpreter here has boto3.");
        var path = Path.Combine(AppContext.BaseDirectory, "Boto3", script + ".py");
        var endpoint = fixture.Standalone.Endpoint.GetLeftPart(UriPartial.Authority);

        var result = await CommandRunner.RunAsync(interpreter, [path, endpoint, fixture.NewBucketName()], fixture.Environment);

        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}\nThe store wrote:\n{fixture.Standalone.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
    }
}
