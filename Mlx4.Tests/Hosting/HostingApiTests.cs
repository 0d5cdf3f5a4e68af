using Mlx4.Hosting;

namespace Mlx4.Tests.Hosting;

public class HostingApiTests
{
    [Fact]
    public Task All_that_is_public() => Snapshot.Verify(PublicApi.Of(typeof(PipelineLoadException).Assembly));
}
