using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: DoNotParallelize]

[TestClass]
public class StoreTests
{
    public static IEnumerable<object[]> Cases => StoreFaults.Every.Cases().Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Nothing_is_left(string fault) => StoreFaults.Every.Run(fault).ThrowIfAny();
}
