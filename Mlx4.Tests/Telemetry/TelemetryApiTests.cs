using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

public class TelemetryApiTests
{
    [Fact]
    public Task All_that_is_public() => Snapshot.Verify(PublicApi.Of(typeof(PipelineTelemetry).Assembly));
}
