using Xunit;

public class StoreTests
{
    public static TheoryData<string> Cases => [.. StoreFaults.Every.Cases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_left(string fault) => StoreFaults.Every.Run(fault).ThrowIfAny();
}
