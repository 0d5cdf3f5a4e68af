using Mlx4.Diagrams;

namespace Mlx4.Tests.Diagrams;

public class DiagramsApiTests
{
    [Fact]
    public Task All_that_is_public() => Snapshot.Verify(PublicApi.Of(typeof(PipelineDrawing).Assembly));
}
